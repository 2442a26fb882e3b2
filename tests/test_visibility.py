"""Role by state by surface: marked numbers of one unit, sought on everything a person can reach."""

import io
import zipfile
from decimal import Decimal

import pytest
from pypdf import PdfReader
from sqlmodel import select

from models.cluster import Office, OfficeTerm, Unit
from models.people import Role
from models.rules.answers import Answer
from tests.databases import OTHER_CLUSTER
from tests.stage import MONDAY
from tests.way import Way

UNIT = "Cục Hải quan"
PLACE = 4
OWN, OWN_TOTAL = "93,37", "993,37"
STANDING, STANDING_TOTAL, WHY = "81,13", "981,13", "bằng chứng mờ"

SURFACES = (
    "board.show:{p}", "board.unit:{s}", "board.sheet:{s}:0", "sheet.show:{s}", "sheet.item:{s}:1",
    "sheet.part:{s}:0", "sheet.history:{s}:1", "sheet.check:{s}", "ranking.show:{p}:0",
    "ranking.unit:{s}:0", "ranking.item:{s}:1", "ranking.history:{s}:1",
    "ranking.imagine:{s}:1", "agreeing.next:{p}",
    "agreeing.grounds:{s}", "objections.object:{s}:1", "objections.change:{s}:1",
    "objections.objections:{p}", "evidence.of:{s}:1", "appraisal.show:{p}", "appraisal.sheet:{s}:0",
    "appraisal.item:{s}:1", "explaining.show:{s}", "home.show",
)  # fmt: skip

SEES = {  # who sees (own points, appraised points) at which step
    "own": ("scoring:S closed:S appraised:S told:SA review:SA locked:SA published:SA"),
    "head": ("scoring:S closed:S appraised:SA told:SA review:SA locked:SA published:SA"),
    "deputy": ("scoring:S closed:S appraised:SA told:SA review:SA locked:SA published:SA"),
    "observer": ("scoring:S closed:S appraised:SA told:SA review:SA locked:SA published:SA"),
    "member": ("scoring: closed: appraised: told: review:SA locked:SA published:SA"),
    "stranger": ("scoring: closed: appraised: told: review: locked: published:"),
}


def expected(role, step):
    return dict(each.split(":") for each in SEES[role].split())[step]


def words_of(name, content):
    """What a person can read in a file that the bot has sent."""
    if name.endswith(".pdf"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            found = [book.read(each).decode("utf-8") for each in book.namelist()]
        return "\n".join(found).replace(".", ",")
    return ""


FILES = ("ranking.pdf:{p}", "ranking.excel:{p}", "ranking.picture:{p}", "workbook.get:{s}")
FILES_LOOKED_AT = ("appraised", "told", "review")
"""The steps between which rights change: files take long to draw."""


async def everything(phone, period_id, sheet_id, surfaces):
    """All that this phone can be brought to show, by forged buttons, with the files it gets."""
    await phone.send("/start")
    seen = []
    for surface in surfaces:
        before = len(phone.files)
        await phone.tap_data(surface.format(p=period_id, s=sheet_id))
        seen.append(phone.card + phone.toast)
        seen += [words_of(name, content) for name, content in phone.files[before:]]
    return "\n".join([*seen, *phone.texts])


@pytest.fixture
async def people(stage):
    """Phones of every role, joined before anything happens."""
    unit = stage.do(_deputy)

    assert unit
    return {
        "own": await stage.joins(UNIT),
        "head": await stage.head(),
        "deputy": await stage.joins("Cục Dự trữ"),
        "observer": await stage.joins("", Role.OBSERVER),
        "member": await stage.joins("Bảo hiểm"),
        "stranger": await stage.joins("Liên minh", cluster=OTHER_CLUSTER),
    }


def _deputy(session):
    """A second deputy, who is neither the secretary nor asked to appraise."""
    unit = session.exec(select(Unit).where(Unit.code == "thanh-hoa-du-tru")).one()
    session.add(
        OfficeTerm(cluster_id=1, unit_id=unit.id, office=Office.DEPUTY,
                   from_on=MONDAY.date(), to_on=MONDAY.date().replace(month=12)),
    )  # fmt: skip
    return unit.id


async def test_no_role_sees_in_any_state_on_any_surface_what_is_not_for_it(stage, people):
    way = Way(stage)
    sheet_id = way.sheet_of(UNIT)

    async def look(step):
        await stage.later(seconds=5)
        for role, phone in people.items():
            files = FILES if step in FILES_LOOKED_AT else ()
            seen = await everything(phone, way.period_id, sheet_id, SURFACES + files)
            may = expected(role, step)

            assert (OWN in seen or OWN_TOTAL in seen) == ("S" in may), (step, role)
            found = any(each in seen for each in (STANDING, STANDING_TOTAL, WHY))
            assert found == ("A" in may), (step, role)

    way.submit_all({PLACE: {"I.1.1": Answer(Decimal("93.37"))}})
    await look("scoring")
    way.close()
    await look("closed")
    way.appraise_all({PLACE: {"I.1.1": ("81,13", WHY)}}, tell_but=(PLACE,))
    await look("appraised")
    way.tell(PLACE)
    await look("told")
    way.open()
    await look("review")
    await stage.later(days=8)
    way.agree()
    await look("locked")
    way.publish()
    await look("published")


async def test_before_all_may_be_seen_neither_rank_nor_order_gives_anything_away(stage, people):
    way = Way(stage)
    way.submit_all({PLACE: {"I.1.1": Answer(Decimal("93.37"))}, 0: {"I.1.1": Answer(Decimal(71))}})
    way.close()
    way.appraise_all({0: {"I.1.1": ("70,01", WHY)}}, tell_but=(0,))
    head = people["head"]
    await stage.later(seconds=5)
    await head.send("/start")
    await head.tap("🏆")

    assert "Thứ hạng hiển thị khi" in head.card, "its own unit's appraisal is not told yet"
    assert "70,01" not in head.card
    assert "970,01" not in head.card
    assert "đồng hạng" not in head.card
    assert head.card.index("Cục Thuế") < head.card.index("Cục Thống kê"), "the order of the roster"

    way.tell(0)
    await stage.later(seconds=5)
    await head.send("/start")
    await head.tap("🏆")

    assert "970,01" in head.card
    assert head.card.index("Cục Thống kê") < head.card.index("Cục Thuế")
