"""The shape of a roster's document: which keys stand where, and what each may hold.

The shape looks at one value at a time; how units, offices and people must fit together is the
business of `roster_check.py`.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TypeGuard

from models.points import LARGEST
from models.rules.faults import Fault, Path
from models.rules.shapes import Check, amount, brief, choice, flag, listing, record, text, whole

KINDS = ("cum", "khoi")
OFFICES = ("head", "deputy", "secretary")
OBSERVER = "observer"
ROLES = ("leader", "officer", "substitute", OBSERVER)
POINTS_VISIBLE = ("published", "always")
LANGUAGES = ("vi", "en")

# Each with the params of its sentence; days are ISO, units are codes.
ROSTER_FAULT_CODES = frozenset(
    {
        "not_a_date",  # value
        "bad_slug",  # value: only small ASCII letters, digits, single hyphens between
        "bad_short_name",  # value: only letters, digits, hyphens and points between
        "too_few_units",  # count, limit
        "too_many_units",  # count, limit
        "duplicate_unit_code",  # value
        "duplicate_unit_name",  # value, unit: which has it too
        "duplicate_unit_short_name",  # value, unit
        "unknown_unit",  # value
        "dates_reversed",  # from, to
        "former_names_out_of_order",  # until, above
        "merged_into_self",
        "merged_in_a_circle",  # units
        "merged_without_end",  # unit: which took it in
        "term_overlaps",  # office, unit: which holds it, from, to: both hold it
        "no_head",  # from, to: the days without one
        "office_outside_membership",  # unit, from, to: when it is a member ("" for open)
        "person_outside_membership",  # unit, from, to
        "observer_with_unit",
        "unit_missing",  # role
        "duplicate_person",  # value
        "target_undecided",  # neither or both of value and not_assigned
        "duplicate_target",  # unit, criterion
    }
)


def is_day(value: object) -> TypeGuard[date]:
    """Whether `value` is a day of the calendar; a moment is not."""
    return isinstance(value, date) and not isinstance(value, datetime)


def _day(path: Path, value: object) -> Iterator[Fault]:
    if not is_day(value):
        shown = str(value) if isinstance(value, datetime) else brief(value)
        yield Fault(path, "not_a_date", {"value": shown})


def _matching(pattern: str, limit: int, code: str) -> Check:
    one_line, shape = text(limit), re.compile(pattern)

    def check(path: Path, value: object) -> Iterator[Fault]:
        faults = list(one_line(path, value))
        yield from faults
        if not faults and not shape.fullmatch(str(value)):
            yield Fault(path, code, {"value": brief(value)})

    return check


YEAR = whole(2000, 2100)
_NAME = text(200)
_PERSON_NAME = text(120)
_SLUG = _matching(r"[a-z0-9]+(?:-[a-z0-9]+)*", 60, "bad_slug")
_SIGN = _matching(r"[^\W_]+(?:[.-][^\W_]+)*", 10, "bad_short_name")
SHAPE = record(
    {
        "cluster": record(
            {
                "code": _SLUG,
                "kind": choice(KINDS),
                "name": _NAME,
                "short_name": _SIGN,
                "council": _NAME,
                "year": YEAR,
            },
            {
                "number": whole(1, 999),
                "standing_body": _NAME,
                "province": text(100),
                "theme": text(500),
                "settings": record(
                    {}, {"points_visible": choice(POINTS_VISIBLE), "language": choice(LANGUAGES)}
                ),
            },
        ),
        "units": listing(
            record(
                {"code": _SLUG, "name": _NAME, "short_name": text(24), "from": _day},
                {
                    "to": _day,
                    "merged_into": text(60),
                    "former_names": listing(record({"name": _NAME, "until": _day}, {})),
                },
            )
        ),
        "offices": listing(
            record({"unit": text(60), "office": choice(OFFICES), "from": _day, "to": _day}, {})
        ),
        "people": listing(
            record(
                {"name": _PERSON_NAME, "role": choice(ROLES)},
                {"unit": text(60), "title": _PERSON_NAME, "from": _day, "to": _day},
            )
        ),
    },
    {
        "targets": listing(
            record(
                {"unit": text(60), "criterion": text(40)},
                {"value": amount(Decimal(0), LARGEST), "not_assigned": flag},
            )
        ),
    },
)
