"""The closed lists of words a criteria table may use where it chooses, not describes."""

from enum import StrEnum


class RuleKind(StrEnum):
    """How a criterion's points come about."""

    GROUP = "group"  # the sum of its children
    PROPORTIONAL = "proportional"  # max x min(actual / target, 1); 0 below the floor rate
    TARGET_LEADER = "target_leader"  # compared across the cluster, after self-scoring closes
    TIERED = "tiered"  # one level, its fixed points
    BINARY = "binary"  # max or 0
    COUNT = "count"  # events x per_unit, at most max
    SUBTRACT = "subtract"  # max less each violation, at least 0
    BONUS = "bonus"  # as count, added on top; a cap for all of them together
    DEDUCTION = "deduction"  # as count, taken off the total; a cap for all of them together


ADDED = frozenset({RuleKind.BONUS, RuleKind.DEDUCTION})  # beside the base, never "not assigned"

SUBMISSION_LOG = "submission_log"  # whole days late, known to the system
AUTO_SOURCES = frozenset({SUBMISSION_LOG})

RESCALE = "rescale"
FULL_MARKS = "full_marks"
TREATMENTS = frozenset({RESCALE, FULL_MARKS})

PEER = "peer"
SYSTEM = "system"
VERIFIERS = frozenset({"head", PEER, SYSTEM})
ALL = "all"
CROSS_ITEMS = frozenset({PEER, ALL})  # what peers score: what they verify, or all they can
LAYERS = frozenset({"self", "cross", "standing", "agreed"})
FORMATS = frozenset({"pdf", "docx", "xlsx", "image", "url", "system"})
FINAL_METHODS = frozenset({"agreed", "standing", "mean_cross", "weighted"})
EFFECTS = frozenset({"no_flag", "no_honour", "deferred", "unranked"})
BREAKERS = frozenset({"section", "deductions", "bonus", "layer_mean", "secret_ballot"})
PASS_BASES = frozenset({"members_total", "present", "issued", "collected", "valid"})


class Layer(StrEnum):
    """Whose scores: the unit's own, its peers', the appraisers', the conference's."""

    SELF = "self"
    CROSS = "cross"
    STANDING = "standing"
    AGREED = "agreed"


class Aggregation(StrEnum):
    """How several peers' scores of one item become one."""

    DEFAULT = "default"  # by how many there are: median, drop_extremes, trimmed
    MEAN = "mean"
    MEDIAN = "median"
    DROP_EXTREMES = "drop_extremes"  # without one highest and one lowest
    TRIMMED = "trimmed"  # without a quarter at each end
