"""Who sees which layer when: the whole table, role by stage, written down once more by hand."""

import itertools

import pytest

from models.rules.kinds import Layer
from models.rules.stages import Stage
from models.rules.visibility import Moment, Relation, sees, sees_evidence

OPEN = (Stage.REVIEW, Stage.LOCKED, Stage.PUBLISHED)
BEFORE = (Stage.SCORING, Stage.APPRAISAL)
ROLES = {
    "own": {Relation.OWN},
    "own, and head": {Relation.OWN, Relation.OFFICE},
    "own, and appraiser elsewhere": {Relation.OWN, Relation.OFFICE, Relation.MEMBER},
    "office": {Relation.OFFICE, Relation.MEMBER},
    "appraiser": {Relation.APPRAISER, Relation.MEMBER},
    "peer": {Relation.PEER, Relation.MEMBER},
    "member": {Relation.MEMBER},
    "observer": {Relation.OBSERVER},
    "stranger": set(),
}
# For each role, the layers it sees before the table is open: S(elf), C(ross), A(ppraised);
# in brackets what it needs: h(anded in), t(old), c(losed round and own tasks done).
BEFORE_IT_IS_OPEN = {
    "own": {"S": "", "A": "t"},
    "own, and head": {"S": "", "A": "t"},
    "own, and appraiser elsewhere": {"S": "", "A": "t"},
    "office": {"S": "", "A": "", "C": "c"},
    "appraiser": {"S": "h", "A": "", "C": "c"},
    "peer": {},
    "member": {},
    "observer": {"S": "", "A": "", "C": "c"},
    "stranger": {},
}
LETTERS = {Layer.SELF: "S", Layer.CROSS: "C", Layer.STANDING: "A", Layer.AGREED: "-"}
EVERY = list(itertools.product((False, True), repeat=4))


def moments(stage, *, always=False):
    return [
        Moment(stage, submitted, told, closed, done, always)
        for submitted, told, closed, done in EVERY
    ]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("layer", Layer)
def test_before_the_table_is_open_each_role_sees_what_the_list_says(role, layer):
    needed = BEFORE_IT_IS_OPEN[role].get(LETTERS[layer])
    for stage in BEFORE:
        for moment in moments(stage):
            given = {
                "h": moment.submitted,
                "t": moment.told,
                "c": moment.cross_closed and moment.own_cross_done,
            }
            expected = needed is not None and all(given[each] for each in needed)

            assert sees(frozenset(ROLES[role]), layer, moment) == expected, moment


@pytest.mark.parametrize("stage", OPEN)
@pytest.mark.parametrize("role", ROLES)
def test_an_open_table_is_open_to_the_cluster_and_to_nobody_else(role, stage):
    for layer in Layer:
        for moment in moments(stage):
            assert sees(frozenset(ROLES[role]), layer, moment) == (role != "stranger")


@pytest.mark.parametrize("role", ROLES)
def test_a_cluster_that_shows_points_always_shows_only_what_units_say_of_themselves(role):
    relations = frozenset(ROLES[role])
    for moment in moments(Stage.APPRAISAL, always=True):
        assert sees(relations, Layer.SELF, moment) == (role != "stranger")
        closed = Moment(
            moment.stage, moment.submitted, moment.told, moment.cross_closed,
            moment.own_cross_done, always=False,
        )  # fmt: skip
        for layer in (Layer.CROSS, Layer.STANDING, Layer.AGREED):
            assert sees(relations, layer, moment) == sees(relations, layer, closed)


@pytest.mark.parametrize(
    ("role", "before", "handed_in"),
    [
        ("own", True, True),
        ("office", True, True),
        ("observer", True, True),
        ("appraiser", False, True),
        ("peer", False, True),
        ("member", False, False),
        ("stranger", False, False),
    ],
)
def test_evidence_is_for_who_must_check_it_until_the_table_is_open(role, before, handed_in):
    relations = frozenset(ROLES[role])
    for always in (False, True):
        for moment in moments(Stage.APPRAISAL, always=always):
            assert sees_evidence(relations, moment) == (handed_in if moment.submitted else before)
    for moment in moments(Stage.REVIEW):
        assert sees_evidence(relations, moment) == (role != "stranger")
