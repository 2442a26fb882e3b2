"""Words, numbers and dates in the reader's language; the only module that knows Babel.

Message ids are English and may hold simple HTML; whatever is put into a message is escaped unless
it is already `Markup`. A message is always formatted, so a literal percent sign is written `%%`.
The catalogues are `locales/<locale>/messages.po`, compiled in memory at first use.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup

from models.points import rounded
from models.rules.calendar import local, local_date

LOCALES = ("vi", "en")
When = datetime | date

_CATALOGUES = Path(__file__).parent / "locales"
_DAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_AND = {"vi": " và ", "en": " and "}
_AT_DATE = {"vi": "ngày", "en": "on"}
_LAST_PADDED_MONTH = 2


def N_(message: str) -> str:  # noqa: N802 - gettext's usual name for this mark
    """Mark a message id that stands in a table, so that it is found; changes nothing."""
    return message


@dataclass(frozen=True, slots=True)
class Translator:
    """One language: its words, and its way of writing numbers and dates."""

    locale: str
    _messages: GNUTranslations = field(repr=False, compare=False)

    def __call__(self, message: str, /, **params: object) -> Markup:
        """`message` in this language, its `%(name)s` filled from `params`, escaped."""
        return Markup(self._messages.gettext(message)) % params  # noqa: S704 - ids are our own

    def n(self, singular: str, plural: str, count: int, /, **params: object) -> Markup:
        """The form of a message that goes with `count`, which it may show as `%(count)s`."""
        message = self._messages.ngettext(singular, plural, count)
        return Markup(message) % {"count": count, **params}  # noqa: S704 - ids are our own

    def pick(self, vi: str | None, en: str | None) -> str:
        """Of the two names of a thing, the one in this language; else the one there is."""
        first, second = (vi, en) if self.locale == "vi" else (en, vi)
        return first or second or ""

    def points(self, value: Decimal) -> str:
        """Up to two decimals and no trailing zeros: "985,5", "1.000"."""
        return self._number(value, "#,##0.##")

    def points2(self, value: Decimal) -> str:
        """Always two decimals, for columns: "985,50"."""
        return self._number(value, "#,##0.00")

    def percent(self, part: int, whole: int) -> str:
        """Whole percent, rounded down: 100% only when `part` is all of `whole`; of nothing, 0%."""
        share = min(part * 100 // whole, 100) if whole > 0 else 0
        return f"{share}%"

    def date(self, moment: When) -> str:
        """The local day: "15/11/2026"."""
        return f"{_day_of(moment):%d/%m/%Y}"

    def day(self, moment: When, now: When | None = None) -> str:
        """The local day as people say it: "thứ Sáu 28/11", "Fri 28/11".

        `now`: the reader's present; in another year than this, the year is said too.
        """
        day = _day_of(moment)
        same_year = now is None or _day_of(now).year == day.year
        shape = "%d/%m" if same_year else "%d/%m/%Y"
        return f"{_DAYS[self.locale][day.weekday()]} {day.strftime(shape)}"

    def time(self, moment: datetime) -> str:
        """The local hour and minute: "17:00"."""
        return f"{local(moment):%H:%M}"

    def moment(self, moment: datetime) -> str:
        """Hour and day: "17:00 ngày 15/11/2026", "17:00 on 15/11/2026"."""
        return f"{self.time(moment)} {_AT_DATE[self.locale]} {self.date(moment)}"

    def long_date(self, moment: When) -> str:
        """The date of a document: "ngày 07 tháng 01 năm 2020", "7 January 2020".

        Days below 10 and months 1 and 2 take a leading zero.
        Source: Nghị định 30/2020/NĐ-CP, Phụ lục I.
        """
        day = _day_of(moment)
        if self.locale != "vi":
            return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
        month = f"{day.month:02}" if day.month <= _LAST_PADDED_MONTH else str(day.month)
        return f"ngày {day.day:02} tháng {month} năm {day.year}"

    def joined(self, names: Iterable[str]) -> str:
        """A list as it is said: "A, B và C".

        Plain text, unless one of the names is `Markup`: then the others are escaped.
        """
        *most, last = list(names) or [""]
        comma = Markup(", ") if any(isinstance(each, Markup) for each in (*most, last)) else ", "
        if not most:
            return last
        return type(comma)(_AND[self.locale]).join([comma.join(most), last])

    def _number(self, value: Decimal, pattern: str) -> str:
        """Half up like all points; Babel itself would round half to even."""
        unsigned_zero = rounded(value) + 0
        return _formatted(unsigned_zero, pattern, self.locale)


@lru_cache(maxsize=4096)
def _formatted(value: Decimal, pattern: str, locale: str) -> str:
    """A screen shows the same few dozen numbers again and again."""
    return str(format_decimal(value, pattern, locale))


def translator(locale: str | None) -> Translator:
    """The translator for "vi", "en-GB" and the like; any other language is given Vietnamese."""
    language = (locale or "").replace("_", "-").partition("-")[0].lower()
    return _translator(language if language in LOCALES else LOCALES[0])


@cache
def _translator(locale: str) -> Translator:
    with (_CATALOGUES / locale / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translator(locale, GNUTranslations(compiled))


def _day_of(moment: When) -> date:
    return local_date(moment) if isinstance(moment, datetime) else moment
