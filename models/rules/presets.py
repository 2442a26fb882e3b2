"""Majorities by their names (*quá bán*, two thirds, 70, 80, 90 %), and what asks for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.rules.motion import Base, Op, Threshold


@dataclass(frozen=True, slots=True)
class Preset:
    """A majority by its name, and from when to when the rule behind it holds."""

    code: str
    threshold: Threshold
    source: str
    """What asks for it, in words; empty for a bare majority that a regulation may name."""
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the rule is in force on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


def _preset(code: str, op: Op, num: int, den: int, source: str = "", **valid: date) -> Preset:
    return Preset(code, Threshold(op, num, den, Base.ENTITLED), source, **valid)


PRESETS: Mapping[str, Preset] = {
    each.code: each
    for each in (
        _preset("more_than_half", Op.MORE_THAN, 1, 2),
        _preset("two_thirds", Op.AT_LEAST, 2, 3),
        _preset("70", Op.AT_LEAST, 70, 100),
        _preset("75", Op.AT_LEAST, 75, 100),
        _preset(
            "80",
            Op.AT_LEAST,
            80,
            100,
            "Nghị định 152/2025/NĐ-CP",
            valid_from=date(2025, 7, 1),
        ),
        _preset(
            "90",
            Op.AT_LEAST,
            90,
            100,
            "Nghị định 91/2017/NĐ-CP, Điều 45",
            valid_from=date(2017, 10, 1),
            valid_to=date(2023, 12, 31),
        ),
        _preset(
            "90_152",
            Op.AT_LEAST,
            90,
            100,
            "Nghị định 152/2025/NĐ-CP",
            valid_from=date(2025, 7, 1),
        ),
    )
}
"""Majorities by name. That 80 and 90 % are asked under Decree 152/2025 is second-hand knowledge:
the head confirms the source, which is printed."""
