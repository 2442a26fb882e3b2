"""The way of a secret ballot by the actions: opened, cast, cast anew, counted, keys gone."""

import pytest

from models.record import RecordEntry
from models.rules.motion import Form, MotionKind
from models.voting import MotionState
from tests.sessions import Sitting


async def test_a_secret_ballot_from_opening_to_its_result(either_stage):
    sitting = Sitting(either_stage)
    motion_id = sitting.add()
    sitting.open()

    first = sitting.cast(motion_id, "Cục Thuế", "no")
    assert sitting.cast(motion_id, "Cục Thuế", "yes") != first
    sitting.cast_all(motion_id, *(["yes"] * 7))
    assert len(sitting.envelopes(motion_id)) == 7

    motion = await sitting.run_out(motion_id)

    assert motion.state is MotionState.CLOSED
    assert motion.result["votes"] == {"yes": 7, "no": 0, "abstain": 0}
    assert motion.result["elected"] == ["yes"]
    assert not sitting.envelopes(motion_id)
    assert [each.marks for each in sitting.ballots(motion_id)] == [["yes"]] * 7
    assert not list(either_stage.keys.root.glob(f"{motion.seal}.*"))
    kinds = [entry.kind for entry in either_stage.rows(RecordEntry)]
    assert kinds == ["opened", "closed"]


async def test_an_open_vote_and_an_election(either_stage):
    sitting = Sitting(either_stage)
    table = sitting.add(MotionKind.SCORE_TABLE, Form.OPEN)
    options = sitting.unit_options("Cục Hải quan", "Kho bạc")
    head = sitting.add(MotionKind.HEAD, options=options)
    sitting.open()
    names = [name for _, name in sitting.units()]
    for name in names:
        sitting.cast(table, name, "yes")
        sitting.cast(head, name, options[0].key)

    sitting.close_early(table)
    sitting.close_early(head)

    assert sitting.motion(table).result["votes"]["yes"] == len(names)
    assert sitting.motion(head).result["elected"] == [options[0].key]


@pytest.mark.parametrize("units", [0, 3])
async def test_without_quorum_nothing_is_read(either_stage, units):
    sitting = Sitting(either_stage)
    motion_id = sitting.add()
    sitting.open()
    sitting.cast_all(motion_id, *(["yes"] * units))

    motion = await sitting.run_out(motion_id)

    assert motion.state is MotionState.VOID
    assert motion.void_why == "no_quorum"
    assert not sitting.ballots(motion_id)
    assert not sitting.envelopes(motion_id)
