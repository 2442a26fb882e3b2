"""Everything wrong with a criteria table, found at once.

First the shape of every value (`criteria_shape.py`), then what the values must be to each other:
sums, caps, order, references.
"""

from collections.abc import Mapping
from dataclasses import replace

from models.points import shown
from models.rules.criteria_shape import TABLE
from models.rules.document import as_list, as_mapping, as_text
from models.rules.faults import Fault, fault
from models.rules.settings_check import check_settings
from models.rules.tree_check import check_tree

LARGEST_DOCUMENT = 20_000  # values; a full table has about 1 500


def check_table(data: object) -> list[Fault]:
    """Every fault of `data`, in the order shape, tree, settings; an empty list lets it be read.

    `data` is what a YAML or JSON reader made of a document; anything at all may be passed.
    """
    if _too_large(data):
        return [fault((), "too_large", limit=LARGEST_DOCUMENT)]
    found = list(TABLE((), data))
    if isinstance(data, Mapping):
        found += [*check_tree(data), *check_settings(data)]
    return [_with_code(data, each) for each in found]


def _too_large(data: object) -> bool:
    """Whether there is more than a person could have written, or a loop of YAML references."""
    waiting, seen = [data], 0
    while waiting and seen <= LARGEST_DOCUMENT:
        value = waiting.pop()
        seen += 1
        if isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, list | tuple):
            waiting += value
    return seen > LARGEST_DOCUMENT


def _with_code(data: object, found: Fault) -> Fault:
    """`found` with the code of the nearest thing around it that has one."""
    nearest, here = as_text(as_mapping(data).get("code")), data
    for step in found.path:
        here = as_list(here)[step] if isinstance(step, int) else as_mapping(here).get(step)
        nearest = as_text(as_mapping(here).get("code")) or nearest
    return replace(found, params={"code": shown(nearest), **found.params}) if nearest else found
