"""The whole way, from a blank sheet to a published ranking, for the five sample clusters."""

import json
from decimal import Decimal
from functools import partial

import pytest
from sqlmodel import select

from bot.imports import SAMPLES, import_cluster, import_criteria, read_cluster, read_criteria
from handlers.i18n import translator
from models.actions import explaining, objecting
from models.agreement import TableVersion
from models.appraisal import Exchange, ExchangeKind
from models.cross import CrossScore
from models.rules.answers import Answer
from models.rules.stages import Stage
from tests.databases import CLUSTER, OTHER_CLUSTER
from tests.way import Way

CLUSTERS = [path.stem for path in sorted((SAMPLES / "clusters").glob("*.yaml"))]
T = translator("vi")
SHORT = "chưa có xác nhận của cơ quan chuyên môn"


def bring(stage, code):
    """The cluster and its criteria table, as an administrator imports them."""
    if code in (CLUSTER, OTHER_CLUSTER):
        return

    def work(session):
        now = stage.clock()
        import_cluster(session, read_cluster(SAMPLES / "clusters" / f"{code}.yaml", T), now)
        table = read_criteria(SAMPLES / "criteria" / "co-quan-trung-uong.yaml", T)
        import_criteria(session, code, table, now, adopted=True)

    stage.do(work)


def share(percent):
    return {"I.1.1": Answer(Decimal(percent))}


def units_of(stage, way):
    [version] = stage.rows(TableVersion, period_id=way.period_id)
    return json.loads(version.content)["units"]


@pytest.mark.parametrize("code", CLUSTERS)
async def test_every_sample_cluster_goes_the_whole_way(stage, code):
    bring(stage, code)
    way = Way(stage, code)
    way.submit_all({1: share(96), 2: share(98)})
    way.close()
    way.cross_score()
    way.appraise_all({2: {"I.1.1": ("90", SHORT)}})

    def explains(session):
        sheet = way.sheets(session)[2]
        me = way.actors(session)[sheet.unit_id]
        explaining.explain(session, me, sheet.id, "I.1.1", "Xin bổ sung văn bản", stage.clock())

    stage.do(explains)
    exchange = stage.rows(Exchange)[0].id
    stage.do(partial(_concedes, way=way, exchange=exchange, now=stage.clock()))
    way.open()
    stage.do(partial(_objects, way=way, now=stage.clock()))
    stage.do(partial(_accepts, way=way, now=stage.clock()))
    await stage.later(days=6)
    way.agree()
    way.publish()
    units = units_of(stage, way)

    assert stage.period(code).stage is Stage.PUBLISHED
    assert stage.period(code).version == 2
    finals = [Decimal(unit["final"]) for unit in units]
    assert finals == sorted(finals, reverse=True)
    by_place = {unit["unit"]: unit for unit in units}
    sheets = stage.do(lambda session: [sheet.unit_id for sheet in way.sheets(session)])
    assert by_place[sheets[2]]["layers"]["standing"]["I.1.1"] == "95.00"
    assert by_place[sheets[1]]["layers"]["agreed"]["I.1.1"] == "97.00"
    assert len(stage.rows(CrossScore)) == len(units) * 2 * len(units[0]["layers"]["cross"])


def _concedes(session, way, exchange, now):
    head = way.head(session)
    explaining.concede(session, head, exchange, "95", "đã bổ sung văn bản xác nhận", now)


def _objects(session, way, now):
    first, second = way.sheets(session)[3], way.sheets(session)[1]
    me = way.actors(session)[first.unit_id]
    objecting.object_to(session, me, second.id, "I.1.1", "Số liệu cần rà soát lại", now)


def _accepts(session, way, now):
    found = session.exec(select(Exchange).where(Exchange.kind == ExchangeKind.OBJECTION)).one()
    reason = "đối chiếu báo cáo của ngành"
    objecting.accept(session, way.head(session), found.id, "97", reason, now)


async def test_the_departments_bloc_ends_as_its_news_of_2019_says(stage):
    """Ten units: a first, a second and two that share the third place, none told apart."""
    way = Way(stage, OTHER_CLUSTER)
    way.submit_all({0: share(100), 1: share(99), 2: share(98), 3: share(98)}
                   | {place: share(97 - place) for place in range(4, 10)})  # fmt: skip
    way.close()
    way.appraise_all()
    way.open()
    await stage.later(days=6)
    way.agree()
    way.publish()
    units = units_of(stage, way)

    assert len(units) == 10
    assert [(unit["name"], unit["rank"], unit["honour"]) for unit in units[:4]] == [
        ("Liên minh Hợp tác xã tỉnh", 1, "CTD_CP"),
        ("Cục Thống kê tỉnh", 2, "CTD_TINH"),
        ("Cục Thuế tỉnh", 3, "BK_CTUBND"),
        ("Kho bạc Nhà nước tỉnh", 3, "BK_CTUBND"),
    ]
    assert units[4]["rank"] == 5
    assert all(unit["decided_by"] == "" for unit in units)
