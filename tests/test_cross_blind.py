"""Who learns what of cross-scoring, on every card, toast, file and letter a person can reach."""

import re

import pytest

from models.cross import CrossTask
from models.people import Role
from tests.databases import OTHER_CLUSTER
from tests.rounds import Round
from tests.test_visibility import words_of

POINTS, WHY, RATER = "31,37", "dấu riêng của người chấm", "Kho bạc Nhà nước: 31,37"
MEAN = "37,12"
"""Of 31.37, 40 and 40."""
SURFACES = ("board.show:{p}", "board.unit:{s}", "board.sheet:{s}:0", "sheet.show:{s}",
            "ranking.show:{p}:0", "ranking.unit:{s}:0",
            "agreeing.next:{p}", "objections.object:{s}:6", "appraisal.show:{p}",
            "appraisal.sheet:{s}:0", "explaining.show:{s}")  # fmt: skip
FILES = ("ranking.pdf:{p}", "ranking.excel:{p}")
FILES_LOOKED_AT = ("handed", "closed")
"""The steps between which rights change: files take long to draw."""
CROSS = ("cross.mine:{p}", "cross.setup:{p}", "cross.progress:{p}", "cross.closing:{p}",
         "cross.conflicts:{p}", "cross.sheets:{p}", "cross.results:{s}:0", "cross.result:{s}:6",
         "ranking.item:{s}:6", "ranking.history:{s}:6", "appraisal.item:{s}:6",
         "appraisal.history:{s}:6", "explaining.item:{s}:6", "sheet.item:{s}:6",
         "sheet.history:{s}:6", "evidence.of:{s}:6")  # fmt: skip
TASKS = ("cross.task:{t}", "cross.task:{t}:0", "cross.item:{t}:6", "cross.why:{t}:6:0",
         "cross.sure:{t}", "cross.submit:{t}:1")  # fmt: skip

# who sees (raw points and comment, the aggregate) at which step
SEES = {
    "rater": "open:R handed:R closed:R review:RA",
    "scored": "open: handed: closed: review:A",
    "head": "open: handed: closed:RA review:RA",
    "observer": "open: handed: closed:A review:A",
    "member": "open: handed: closed: review:A",
    "stranger": "open: handed: closed: review:",
}


def expected(role, step):
    return dict(each.split(":") for each in SEES[role].split())[step]


@pytest.fixture
async def people(stage):
    """Phones of every role, joined before anything happens."""
    return {
        "rater": await stage.joins("Kho bạc"),
        "scored": await stage.joins("Cục Hải quan"),
        "head": await stage.head(),
        "observer": await stage.joins("", Role.OBSERVER),
        "member": await stage.joins("Bảo hiểm"),
        "stranger": await stage.joins("Liên minh", cluster=OTHER_CLUSTER),
    }


async def everything(stage, phone, around, surfaces):
    """All that this phone can be brought to show, by forged buttons, with the files it gets."""
    seen = []
    tasks = [row.id for row in stage.rows(CrossTask, sheet_id=around.sheet_id(4))]
    wanted = [each.format(p=around.period_id, s=around.sheet_id(4)) for each in surfaces]
    wanted += [each.format(t=task) for task in tasks for each in TASKS]
    await phone.send("/start")
    for data in wanted:
        before = len(phone.files)
        await phone.tap_data(data)
        seen.append(phone.card + phone.toast + " ".join(phone.buttons))
        seen += [words_of(name, content) for name, content in phone.files[before:]]
    return "\n".join([*seen, *phone.texts])


async def test_nobody_learns_of_peers_scores_before_or_beyond_what_is_theirs(stage, people):
    pairs = [(1, 4), (2, 4), (3, 4), (0, 1), (6, 0)]
    around = Round(stage, pairs, per_unit=3)

    async def look(step):
        await stage.later(seconds=5)
        for role, phone in people.items():
            files = FILES if step in FILES_LOOKED_AT else ()
            seen = await everything(stage, phone, around, SURFACES + CROSS + files)
            may = expected(role, step)

            assert (POINTS in seen) == ("R" in may), (step, role)
            assert (WHY in seen) == ("R" in may), (step, role)
            assert (MEAN in seen) == ("A" in may), (step, role)
            if role not in ("head", "rater"):
                assert RATER not in seen, (step, role)
                assert "→ Cục Hải quan" not in seen, (step, role)

    around.score(2, 4, {"I.2.2": POINTS}, WHY, submit=False)
    await look("open")
    around.score(2, 4, {"I.2.2": POINTS}, WHY)
    for pair in ((1, 4), (3, 4), (0, 1), (6, 0)):
        around.score(*pair)
    await look("handed")
    around.close()
    await look("closed")
    around.way.appraise_all()
    around.way.open()
    await look("review")


async def test_a_rater_sees_of_the_sheet_nothing_but_what_is_asked(stage):
    phone = await stage.joins("Kho bạc")
    around = Round(stage, [(2, 4), (3, 5), (0, 1)])
    task = around.task(2, 4).id
    await stage.later(seconds=2)
    seen = []
    for data in ("cross.task:{t}", *(f"cross.task:{{t}}:{n}" for n in range(5)),
                 *(f"cross.item:{{t}}:{n}" for n in range(1, 50))):  # fmt: skip
        await phone.send("/start")
        await phone.tap_data(data.format(t=task))
        seen.append(phone.card)
    text = "\n".join(seen)

    assert "I.2.2" in text
    assert re.search(r"(?<![IVX])I\.1\.1", text) is None
    assert "T.1" not in text

    for data in ("board.sheet:{s}:0", "board.unit:{s}", "sheet.show:{s}", "appraisal.sheet:{s}"):
        await phone.send("/start")
        await phone.tap_data(data.format(s=around.sheet_id(4)))

        assert "⚠️" in phone.card, data
