"""Evidence as people type it: a decision's number, date and issuer, or a link.

Read by hand, with and without marks over the letters, and made comparable, so that one decision or
one page is known again wherever it is used.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from ipaddress import ip_address
from itertools import product
from urllib.parse import SplitResult, urlsplit

from models.errors import DateInFuture, DecisionIncomplete, NoSuchDay, NotALink, TextTooLong
from models.rules.criteria import CriteriaTable, Item
from models.rules.settings import EvidenceType
from models.rules.text import fold, one_line

PIECES_AT_MOST = 20
"""Files and links to one item of one sheet."""
NAME_LIMIT = 100
URL_LIMIT = 1000
NUMBER_LIMIT = 60
ISSUER_LIMIT = 200
TYPED_LIMIT = 400
"""Characters in which somebody names a decision."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decision is known by: number and sign as typed, its day, and who issued it."""

    number: str
    on: date
    issuer: str


def asked_types(table: CriteriaTable, item: Item) -> tuple[EvidenceType, ...]:
    """The kinds of documents that the unit is asked for; what the system has itself is left out."""
    known = (table.evidence_types.get(code) for code in item.evidence)
    return tuple(each for each in known if each is not None and not each.auto)


def asks_decision(table: CriteriaTable, item: Item) -> bool:
    """Whether one of them is a decision, known by its number, day and issuer."""
    return any(each.decision for each in asked_types(table, item))


# -- a decision -------------------------------------------------------------------------------

_DATES = (
    re.compile(
        r"(?:ng[àa]y\s*)?(?<!\d)(?P<day>\d{1,2})\s*th[áa]ng\s*(?P<month>\d{1,2})\s*[,/]?\s*"
        r"n[ăa]m\s*(?P<year>\d{4})(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:ng[àa]y\s*)?(?<![\d/.\-])(?P<day>\d{1,2})(?P<sep>\s?/\s?|[.\-])(?P<month>\d{1,2})"
        r"(?P=sep)(?P<year>\d{4}|\d{2})(?![\d/\-]|\.\d)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:ng[àa]y\s*)?(?<![\d/.\-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\d/\-])",
        re.IGNORECASE,
    ),
)
_CENTURY = 2000
_FIRST_YEAR = 1945
"""The State has issued decisions since then; an earlier year is a slip of the finger."""
_DASH = "\\-\u2010\u2011\u2012\u2013\u2014\u2212"
_SIGN = rf"(?:\s*/\s*[^\W_]+|[{_DASH}.][^\W_]+)"
_SPACED_SIGN = rf"(?:\s*[/{_DASH}.]\s*[^\W_]+)"
_NAMED = r"\b(?:s[ốo]|no)\b\s*[.:]?\s*"
_NUMBERS = (
    # The whole of what stands apart may hold spaces around its dashes: "Số 123/QĐ - UBND".
    re.compile(rf"(?:.*{_NAMED})?(?P<number>\d+[^\W\d_]*{_SPACED_SIGN}+)\s*$", re.IGNORECASE),
    re.compile(rf".*?{_NAMED}(?P<number>\d+[^\W\d_]*{_SIGN}*)", re.IGNORECASE),
    re.compile(
        rf".*?(?<![\w/])(?P<number>\d+[^\W\d_]*\s*/\s*(?:\d{{4}}\s*/\s*)?[^\W\d_][^\W_]*{_SIGN}*)",
        re.IGNORECASE,
    ),
)
_LEADING = re.compile(
    r"^(?:(?:c[ủu]a|do|b[ởo]i|by|of|from|(?:c[ơo] quan |n[ơo]i )?ban h[àa]nh|issued by)\b\s*:?|"
    r"(?:ng[àa]y|s[ốo]|c[ơo] quan)\s*(?::|$)|[:.\s])+",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"(?:\s*\b(?:ban h[àa]nh|k[ýy])|[.:\s])+$", re.IGNORECASE)
_OF_WHOM = re.compile(r".*?\b(?:c[ủu]a|do|of|by)\b\s*(?P<who>.+)", re.IGNORECASE)
_TITLES = (
    *("quyet dinh", "qd", "bang khen", "giay khen", "co thi dua", "cong van", "nghi quyet"),
    *("thong bao", "van ban", "ban hanh", "theo", "can cu", "decision", "kem"),
)


def parse_decision(text: str, today: date) -> Decision:
    """The decision that somebody named in one message, in the usual words or parts in a row.

    Read are "Số 123/QĐ-UBND ngày 12/03/2026 của UBND tỉnh" and "123/QĐ-UBND; 12 tháng 3 năm 2026;
    UBND tỉnh", with or without marks over the letters.

    Raises:
        DecisionIncomplete naming what is missing, NoSuchDay (31/02), DateInFuture, TextTooLong,
        HiddenCharacters, NothingTyped.
    """
    said = "; ".join(each.strip() for each in text.splitlines() if each.strip())
    line = one_line(said, TYPED_LIMIT)
    on, rest = _take_date(line)
    number, before, behind = _take_number(rest)
    issuer = ", ".join(_names(behind)) or ", ".join(_names(before))
    given = {"number": number, "date": on, "issuer": issuer}
    missing = tuple(part for part, value in given.items() if not value)
    if missing or on is None:
        raise DecisionIncomplete(missing)
    if on > today:
        raise DateInFuture(on)
    for value, limit in ((number, NUMBER_LIMIT), (issuer, ISSUER_LIMIT)):
        if len(value) > limit:
            raise TextTooLong(limit)
    return Decision(number, on, issuer)


def _take_date(line: str) -> tuple[date | None, str]:
    """The day in `line`, and what else it says, parted where the day stood."""
    for shape in _DATES:
        found = shape.search(line)
        if found:
            return _day(found), f"{line[: found.start()]};{line[found.end() :]}"
    return None, line


def _day(found: re.Match[str]) -> date:
    year = int(found["year"])
    if len(found["year"]) == len("26"):
        year += _CENTURY
    try:
        day = date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        raise NoSuchDay(found[0]) from None
    if day.year < _FIRST_YEAR:
        raise NoSuchDay(found[0])
    return day


def _take_number(rest: str) -> tuple[str, list[str], list[str]]:
    """The number and sign, what stands before it and what behind, each in parts."""
    parts = [each.strip() for each in re.split("[;,]", rest)]
    for shape, place in product(_NUMBERS, range(len(parts))):
        part = parts[place]
        found = shape.match(part)
        if found:
            before = [*parts[:place], part[: found.start("number")]]
            return _plain(found["number"]), before, [part[found.end() :], *parts[place + 1 :]]
    return "", parts, []


def _plain(number: str) -> str:
    """Without spaces, and with the dash that a keyboard has."""
    return re.sub(f"[{_DASH}]", "-", re.sub(r"\s", "", number)).rstrip("-.")


def _names(parts: list[str]) -> Iterator[str]:
    """Who issued it: what is left without titles ("Quyết định …") and small words."""
    for part in parts:
        titled = fold(part).startswith(_TITLES)
        of_whom = _OF_WHOM.match(part) if titled else None
        said = of_whom["who"] if of_whom else "" if titled else part
        bare = _TRAILING.sub("", _LEADING.sub("", said.strip())).strip(f" {_DASH}")
        if any(letter.isalpha() for letter in bare):
            yield bare


def decision_key(number: str, on: date | None) -> str:
    """The same decision's number as the same word, whoever types it; empty without a number.

    Without case, marks, spaces and leading zeros, and with the year, in which numbers begin anew:
    " 05/QĐ–UBND" of 2026 is "5/qd-ubnd@2026".
    """
    # Old fonts have left eths (ð) in many a file where a đ was meant.
    folded = fold(number).replace(" ", "").replace("ð", "d")
    bare = re.sub(f"[{_DASH}]", "-", folded).lstrip("0")
    return f"{bare[:NUMBER_LIMIT]}@{on.year if on else ''}" if bare else ""


# -- a link -----------------------------------------------------------------------------------

_SCHEME = re.compile(r"[a-z][a-z0-9+.\-]*:(?!\d)|www\.", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_INSIDE = ("local", "localhost", "localdomain", "internal", "intranet", "lan", "home", "corp")
_NOT_NAMES = (*_INSIDE, "test", "example", "invalid", "onion", "arpa")
_LABEL = re.compile(r"[^\W_](?:[\w\-]*[^\W_])?")


def reads_as_link(text: str) -> bool:
    """Whether somebody who typed this meant an address."""
    return bool(_SCHEME.match(text.strip())) and (len(text.split()) == 1 or "://" in text)


def parse_link(text: str) -> str:
    """The address that somebody typed: http or https, with a host, without a password.

    Any host is taken: it is shown and never fetched. Raises NotALink, TextTooLong,
    HiddenCharacters, NothingTyped.
    """
    url = one_line(text, URL_LIMIT)
    parts = _split(url)
    if parts is None or any(character.isspace() for character in url):
        raise NotALink
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
        raise NotALink
    return url


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _port = parts.port  # reading it is what finds a wrong one
    except ValueError:
        return None
    return parts


def link_key(url: str) -> str:
    """The hash, in hexadecimal digits, by which one page is known again.

    http and https, the case of the host, the usual port, a last slash and the place on the page
    make no difference. `url`: as `parse_link` gives it.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    query = f"?{parts.query}" if parts.query else ""
    return sha256(f"{host}{port}{parts.path.rstrip('/')}{query}".encode()).hexdigest()


def host_of(url: str) -> str:
    """The host of an address that `parse_link` gave."""
    return urlsplit(url).hostname or ""


def is_public_link(url: str) -> bool:
    """Whether the host looks like one that everybody can reach, so that a button makes sense."""
    host = host_of(url).rstrip(".")
    try:
        return ip_address(host).is_global
    except ValueError:
        labels = host.split(".")
    last = labels[-1]
    if len(labels) == 1 or last in _NOT_NAMES or not all(map(_LABEL.fullmatch, labels)):
        return False
    return last.startswith("xn--") or last.isalpha()


def shown_name(name: str) -> str:
    """A file's name as it is kept: one line in NFC, at most 100 characters, its ending kept."""
    line = " ".join(unicodedata.normalize("NFC", name).split())
    if len(line) <= NAME_LIMIT:
        return line
    ending = line[line.rfind(".") :] if "." in line[-6:] else ""
    return line[: NAME_LIMIT - len(ending) - 1] + "…" + ending
