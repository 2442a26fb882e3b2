"""What is different between two criteria tables, as people who vote on one would ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from models.rules.criteria import CriteriaTable, Item, read_table
from models.rules.document import as_number, as_text

Data = Mapping[str, Any]

_TREE = ("sections", "bonus", "deductions")
_NOT_COMPARED = frozenset({*_TREE, "worked_examples", "status", "version_label_vi"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """Items of the new table that the old one lacks, the other way round, and what has changed."""

    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    revalued: tuple[tuple[Item, Item], ...]
    """Old and new item of one code, with another maximum."""
    reworded: tuple[Item, ...]
    """The same maximum, but anything else about the item is different."""
    regrouped: bool
    """Other groups, or items in other places."""
    resettled: bool
    """Scale, grades, honours or anything else beside the tree is different."""

    @property
    def nothing(self) -> bool:
        """Whether the two are the same to everybody who scores by them."""
        found = (self.added, self.removed, self.revalued, self.reworded)
        return not any(found) and not self.regrouped and not self.resettled


def compare(old: Data, new: Data) -> Comparison:
    """What the table `new` changes in `old`; both are documents without faults."""
    before, after = read_table(old), read_table(new)
    both = [(before.by_code[code], after.by_code[code]) for code in _shared(before, after)]
    return Comparison(
        added=tuple(item for item in after.items if item.code not in before.by_code),
        removed=tuple(item for item in before.items if item.code not in after.by_code),
        revalued=tuple(pair for pair in both if pair[0].max != pair[1].max),
        reworded=tuple(new for old, new in both if old != new and old.max == new.max),
        regrouped=_headings(before) != _headings(after),
        resettled=_beside(old) != _beside(new),
    )


def _shared(before: CriteriaTable, after: CriteriaTable) -> list[str]:
    return [code for code in after.by_code if code in before.by_code]


def _headings(table: CriteriaTable) -> list[Any]:
    """The groups in their order, each with the shared part of what stands in it."""
    found: list[Any] = []
    waiting: list[Any] = list(reversed(table.parts))
    while waiting:
        node = waiting.pop()
        if isinstance(node, Item):
            continue
        found.append((node.code, node.name_vi, node.name_en, node.max))
        found.append([each.code for each in node.children if not isinstance(each, Item)])
        waiting += reversed(node.children)
    return found


def _beside(data: Data) -> Any:
    return plain({key: value for key, value in data.items() if key not in _NOT_COMPARED})


def plain(value: Any) -> Any:
    """A document's value in one form: what is left out, empty or null is the same, 7.50 is 7.5."""
    if isinstance(value, Mapping):
        known = {str(key): plain(each) for key, each in value.items()}
        return {key: each for key, each in known.items() if each not in (None, {}, [])}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return as_text(value)
    number = as_number(value)
    return Decimal(number).normalize() if number is not None else value
