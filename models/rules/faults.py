"""What is wrong with a criteria table, as facts; the words are said elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: where it stands in the document, what it is, what its sentence needs.

    `path` leads from the top of the document: ("sections", 0, "children", 2, "max"); a missing
    key is named by the path it would have. `params` may also hold `code`, the nearest criterion,
    group or entry around the fault that has one.
    """

    path: Path
    code: str
    params: Mapping[str, str]


def fault(path: Path, code: str, **params: object) -> Fault:
    """A fault of a known kind; its params become text."""
    if code not in FAULT_CODES:
        raise ValueError(f"no such fault: {code}")
    return Fault(path, code, {name: str(value) for name, value in params.items()})


# Each with the params of its sentence, `code` aside.
FAULT_CODES = frozenset(
    {
        # the shape of the document
        "not_a_mapping",
        "not_a_list",
        "not_text",
        "not_a_number",  # value
        "not_whole",  # value
        "not_true_or_false",  # value
        "missing_key",  # key
        "unknown_key",  # key
        "repeated_parameter",  # key: stands both under params and beside it
        "unknown_choice",  # value, choices
        "text_empty",
        "text_too_long",  # limit
        "text_hidden",  # line breaks, direction marks, zero-width characters
        "bad_code",  # value: only letters A-Z, digits, point, hyphen, underscore
        "list_empty",
        "too_large",  # limit: values in the whole document
        "too_deep",  # limit: groups inside groups
        # numbers
        "negative",  # value
        "too_many_decimals",  # value
        "out_of_range",  # value, low, high
        "not_a_share",  # value: a fraction such as 2/3
        # the tree
        "duplicate_code",  # value
        "kind_not_here",  # kind
        "sum_differs",  # sum, max, difference: children of a group
        "base_differs",  # sum, max, difference: sections and scale.base_max
        "part_max_differs",  # max, scale
        "part_missing",  # max: the scale names points of a part that is not there
        "item_above_part",  # max, part
        "per_unit_above_max",  # per_unit, max
        "tier_max_differs",  # tier, max
        "tiers_not_descending",  # tier, above
        "duplicate_words",  # value
        "cap_below_points",  # cap, points
        "violation_above_max",  # points, max
        # references
        "unknown_evidence",  # value
        "evidence_not_sendable",  # required, but nothing listed could be sent by a unit
        "unknown_section",  # value
        "unknown_grade",  # value
        # settings
        "bands_not_descending",  # value, above
        "last_band_not_zero",  # value
        "weights_differ",  # sum
        "weights_missing",
        "trim_unused",  # value: a policy that leaves out no extremes, or knows itself when to
    }
)
