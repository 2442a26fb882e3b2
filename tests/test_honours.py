"""Honours: proposed after the votes within the places, sent on, decided elsewhere."""

import json
from datetime import date, timedelta

import pytest

from models.actions import awards as act
from models.agreement import TableVersion
from models.award import HonourProposal, HonourQuota, HonourState
from models.criteria import CriteriaSet
from models.errors import (
    DateInFuture,
    HiddenCharacters,
    NotForYou,
    NothingTyped,
    NotYourCluster,
    OutOfRange,
    ReasonNeeded,
    UnknownButton,
)
from models.errors_vote import (
    BallotNeeded,
    DecisionNeeded,
    HonourSettled,
    NoAgreedTable,
    QuotaFull,
    UnitIneligible,
)
from models.post import Letter
from models.queries.award_history import unit_history
from models.queries.awards import year_honours
from models.queries.criteria import load
from models.record import RecordEntry
from models.rules.awards import Why
from models.rules.evidence import Decision
from models.rules.motion import Form, MotionKind
from models.rules.stages import Stage
from models.sheet import Period
from models.voting import Motion
from tests.databases import OTHER_CLUSTER
from tests.meetings import living
from tests.sessions import Sitting
from tests.test_one_moment import together
from tests.test_record import checked
from tests.test_submission import presses
from tests.way import Way

FLAG, PROVINCE, MERIT = "CTD_CP", "CTD_TINH", "BK_CTUBND"
GIVEN = "được tặng"
"""What nothing says before a decision's number is recorded."""
DECISION = Decision("231/QĐ-TTg", date(2026, 11, 9), "Thủ tướng Chính phủ")
SEED_001 = {
    "Liên minh": (1, FLAG),
    "Cục Thống kê": (2, PROVINCE),
    "Cục Thuế": (3, MERIT),
    "Kho bạc": (3, MERIT),
}
"""A bloc of ten: one flag of each kind, and a third place that two units share."""


class Honours(Sitting):
    """A cluster whose year's table is agreed; `ranks`: unit -> (rank, the honour it is given)."""

    def __init__(self, stage, ranks, *, grades=None, grounds=None, **how):
        super().__init__(stage, **how)
        self.ranks = ranks
        self.period_id = stage.open_period(cluster=self.cluster)
        content = self._content(grades or {}, grounds or {})
        stage.do(lambda session: self._agree(session, content))

    def _content(self, grades, grounds):
        def of(name, table, otherwise):
            return next((table[each] for each in table if each in name), otherwise)

        units = []
        for unit_id, name in self.units():
            rank, honour = of(name, self.ranks, (len(self.ranks) + 1, ""))
            units.append(
                {
                    "unit": unit_id,
                    "rank": rank,
                    "honour": honour,
                    "grade": of(name, grades, "HTXSNV"),
                    "grounds": of(name, grounds, []),
                }
            )
        return {"units": units}

    def _agree(self, session, content):
        row = session.get_one(Period, self.period_id)
        row.stage = Stage.LOCKED
        content["criteria"] = row.criteria_set_id
        me = self.actor(session, self.head)
        version = {"period_id": row.id, "version": 1, "at": self.stage.clock()}
        version |= {"by": me.person_id, "content": json.dumps(content)}
        session.add(TableVersion(**version))

    def votes(self, unit, code, yes=8, *, form=Form.OPEN, cast=8):
        """A counted vote on a unit for an honour: so many of `cast` say yes."""
        about = {"unit": self.unit(unit), "honour": code, "period": self.period_id}
        motion = self.add(MotionKind.HONOUR, form, title=f"{unit}: {code}", subject=about)
        self.open(motion)
        self.cast_all(motion, *["yes"] * yes, *["no"] * (cast - yes))
        return motion

    def voted(self, unit, code, yes=8, **how):
        motion = self.votes(unit, code, yes, **how)
        self.close_early(motion)
        return motion

    def all_voted(self):
        units = len(self.units())
        for name, (_, code) in self.ranks.items():
            if code:
                self.voted(name, code, units, cast=units)
        return self

    def picks(self, *names):
        return [(self.unit(name), self.ranks[name][1]) for name in names]

    def proposes(self, *names, who=None, code=None):
        picks = [(unit, code or usual) for unit, usual in self.picks(*names)]
        return self.by(act.propose, self.cluster_id, 2026, picks, who=who)

    def year(self, who=None):
        today = date(2026, 11, 9)
        return self.stage.do(
            lambda s: year_honours(
                s, self.actor(s, who or self.head), self.cluster_id_in(s), 2026, today
            )
        )

    def proposal(self, name):
        return self.stage.rows(HonourProposal, unit_id=self.unit(name))[0]

    def why(self, code):
        """Unit name -> why it is left out of that honour."""
        return {each.unit_name: each.why for each in self.year().honour(code).left_out}


TWO = {"Cục Thuế": (1, FLAG), "Kho bạc": (2, PROVINCE), "Ngân hàng": (3, MERIT)}


def seed_001(stage):
    return Honours(stage, SEED_001, cluster=OTHER_CLUSTER, head="Liên minh").all_voted()


# -- the talks --------------------------------------------------------------------------------


async def test_the_head_proposes_what_seed_001_tells_of(either_stage):
    stage = either_stage
    head = await stage.joins("Liên minh", cluster=OTHER_CLUSTER)
    third = await stage.joins("Kho bạc", cluster=OTHER_CLUSTER)
    honours = seed_001(stage)
    await presses(head, f"honours.show:{honours.cluster_id}:2026")

    assert "Cờ thi đua của Chính phủ (0/1 chỉ tiêu)" in living(head)
    assert "Bằng khen của Chủ tịch UBND tỉnh (0/2 chỉ tiêu)" in living(head)
    await head.tap("🏅 Lập đề nghị (4)")
    assert "Khối thi đua các sở, ngành tổng hợp đề nghị tặng:" in living(head)
    assert "• Kho bạc Nhà nước tỉnh (hạng 3, 10/10 phiếu)" in living(head)
    await head.tap("✅ Lập đề nghị")

    assert "✅ Đã ghi nhận 4 đề nghị." in living(head)
    assert "• Cục Thuế tỉnh (hạng 3, 10/10 phiếu): đề nghị tặng" in living(head)
    assert any("đề nghị tặng Quý đơn vị: Bằng khen của Chủ tịch UBND tỉnh" in text
               for text in third.texts)  # fmt: skip
    await third.tap("Xem các đề nghị")
    assert "• Liên minh Hợp tác xã tỉnh (hạng 1, 10/10 phiếu): đề nghị tặng" in third.card
    assert not any(GIVEN in text.lower() for phone in (head, third) for text in phone.texts)

    await presses(head, f"honours.show:{honours.cluster_id}:2026")
    await head.tap("📨 Đã gửi hồ sơ")
    await head.tap("✅ Hôm nay")
    assert "đề nghị tặng, đã gửi hồ sơ ngày 09/11/2026" in living(head)
    assert {each.state for each in stage.rows(HonourProposal)} == {HonourState.FORWARDED}
    assert not any(GIVEN in text.lower() for phone in (head, third) for text in phone.texts)

    await presses(head, f"honours.proposal:{honours.proposal('Kho bạc').id}")
    await head.tap("🏅 Ghi quyết định")
    await head.send("Số 45/QĐ-UBND ngày 09/11/2026 của UBND tỉnh")
    assert "Quyết định số 45/QĐ-UBND ngày 09/11/2026 của UBND tỉnh" in living(head)
    await head.tap("✅ Ghi quyết định")

    assert f"{GIVEN} theo Quyết định số 45/QĐ-UBND ngày 09/11/2026" in living(head)
    assert any(f"Quý đơn vị {GIVEN} Bằng khen" in text for text in third.texts)
    kinds = [each.kind for each in stage.rows(RecordEntry)]
    assert kinds.count("honours") == 1
    assert kinds.count("honour-decided") == 5


async def test_the_head_sets_the_places_with_their_source(stage):
    head = await stage.head()
    honours = Honours(stage, TWO)
    await presses(head, f"honours.one:{honours.cluster_id}:2026:{MERIT}")
    await head.tap("🔢 Sửa số chỉ tiêu")
    for typed in ("hai", "-1", "2,5", "100", "²"):
        await head.send(typed)

        assert "Số chỉ tiêu hiện nay: 2" in head.card, typed
    await head.send("3")
    assert "Số chỉ tiêu: 3" in head.card
    await head.send("Kế hoạch số 12/KH-HĐTĐKT <tỉnh>")

    assert "0/3 chỉ tiêu" in head.card
    assert "Theo: Kế hoạch số 12/KH-HĐTĐKT <tỉnh>" in head.card
    assert honours.year().honour(MERIT).quota == 3


async def test_a_proposal_ends_with_a_reason(stage):
    head = await stage.head()
    other = await stage.joins("Kho bạc")
    honours = Honours(stage, TWO).all_voted()
    honours.proposes("Kho bạc", "Ngân hàng")
    await presses(head, f"honours.proposal:{honours.proposal('Kho bạc').id}")
    await head.tap("↩️ Rút đề nghị")
    await head.send("x")
    assert "lý do" in head.card
    await head.send("Đơn vị xin rút")

    assert "đã rút đề nghị: Đơn vị xin rút" in head.card
    assert "Ghi quyết định" not in " ".join(head.buttons)
    await stage.settle()
    assert any("đã được rút" in text for text in other.texts)
    await presses(head, f"honours.proposal:{honours.proposal('Ngân hàng').id}")
    await head.tap("✖️ Không được xét tặng")
    await head.send("Không đủ tiêu chuẩn")

    assert "cấp có thẩm quyền không xét tặng: Không đủ tiêu chuẩn" in head.card
    await head.tap("📖 Khen thưởng của đơn vị")
    assert "• Năm 2026: Bằng khen của Chủ tịch UBND tỉnh" in head.card


async def test_members_see_proposals_and_do_nothing(stage):
    await stage.head()
    member = await stage.joins("Bảo hiểm")
    honours = Honours(stage, TWO).all_voted()
    honours.voted("Bảo hiểm", FLAG, 2)
    number = honours.cluster_id
    await presses(member, f"honours.show:{number}:2026")
    assert "Lập đề nghị" not in " ".join(member.buttons)
    honours.proposes("Cục Thuế")
    await presses(member, f"honours.one:{number}:2026:{FLAG}")
    assert "• Cục Thuế Thanh Hóa (hạng 1, 8/8 phiếu): đề nghị tặng" in member.card
    assert "Chưa đề nghị:" not in member.card
    found = honours.proposal("Cục Thuế").id
    for data in (f"honours.making:{number}:2026", f"honours.made:{number}:2026",
                 f"honours.pick:{number}:2026:{PROVINCE}:{honours.unit('Kho bạc')}",
                 f"honours.sending:{number}:2026", f"honours.sent:{number}:2026",
                 f"honours.quota:{number}:2026:{FLAG}", f"honours.source:{number}:2026:{FLAG}:2",
                 f"honours.decision:{found}", f"honours.deciding:{found}",
                 f"honours.refused:{found}", f"honours.back:{found}"):  # fmt: skip
        await presses(member, data)

        assert "do Cụm trưởng" in member.card, data
    await presses(member, f"honours.award:{found}")
    await presses(member, f"honours.proposal:{found}")
    assert not any("Ghi quyết định" in label for label in member.buttons)
    assert [each.state for each in stage.rows(HonourProposal)] == [HonourState.PROPOSED]


async def test_before_the_table_is_agreed_nothing_is_offered(stage):
    head = await stage.head()
    stage.open_period()
    sitting = Sitting(stage)
    await presses(head, f"honours.show:{sitting.cluster_id}:2026")

    assert "Đề nghị được lập sau khi thống nhất bảng điểm của năm" in head.card
    assert not any("Lập đề nghị" in label for label in head.buttons)
    await presses(head, f"honours.one:{sitting.cluster_id}:2026:KHONG_CO")
    await presses(head, f"honours.unit:{sitting.unit('Kho bạc')}")
    assert "Chưa ghi nhận đề nghị khen thưởng nào" in head.card


async def test_a_letter_that_is_no_longer_true_is_not_sent(stage):
    head = await stage.head()
    other = await stage.joins("Kho bạc")
    honours = Honours(stage, TWO).all_voted()
    honours.proposes("Kho bạc")
    honours.by(act.withdraw, honours.proposal("Kho bạc").id, "Đơn vị xin rút")
    await stage.settle()

    letters = [text for text in other.texts if "KHEN THƯỞNG NĂM 2026" in text]
    assert len(letters) == 1
    assert "đã được rút" in letters[0]
    assert head.texts


async def test_the_table_that_was_really_agreed_is_read(stage):
    """Eight units with the same points: nobody is told apart by the order of anything."""
    await stage.head()
    way = Way(stage)
    way.submit_all()
    way.close()
    way.appraise_all()
    way.open()
    stage.clock.advance(timedelta(days=10))
    way.agree()
    sitting = Sitting(stage)
    today = date(2026, 11, 9)
    found = stage.do(lambda s: year_honours(
        s, sitting.actor(s, "Cục Thuế"), sitting.cluster_id_in(s), 2026, today))  # fmt: skip

    assert found.agreed
    assert [card.quota for card in found.honours] == [1, 1, 2]
    assert found.open == ()


# -- who can be proposed ----------------------------------------------------------------------


def test_without_a_vote_that_passed_nobody_is_proposed(flat):
    honours = Honours(flat, TWO)
    with pytest.raises(BallotNeeded):
        honours.proposes("Cục Thuế")
    honours.votes("Kho bạc", PROVINCE)  # still open
    with pytest.raises(BallotNeeded):
        honours.proposes("Kho bạc")
    honours.voted("Ngân hàng", MERIT, 5)  # 70 % of eight is six
    with pytest.raises(BallotNeeded):
        honours.proposes("Ngân hàng")
    assert honours.why(MERIT) == {"Ngân hàng Nhà nước - Chi nhánh tỉnh": Why.NOT_PASSED} or (
        set(honours.why(MERIT).values()) == {Why.NOT_PASSED})  # fmt: skip
    honours.voted("Cục Thuế", FLAG)
    with pytest.raises(BallotNeeded):  # the vote was on another honour
        honours.proposes("Cục Thuế", code=PROVINCE)
    assert honours.proposes("Cục Thuế") == 1


def test_the_last_vote_on_a_unit_counts(flat):
    honours = Honours(flat, TWO)
    honours.voted("Cục Thuế", FLAG, 8)
    flat.clock.advance(timedelta(minutes=1))
    honours.voted("Cục Thuế", FLAG, 3)
    with pytest.raises(BallotNeeded):
        honours.proposes("Cục Thuế")
    flat.clock.advance(timedelta(minutes=1))
    honours.voted("Cục Thuế", FLAG, 7)
    assert honours.proposes("Cục Thuế") == 1


def test_whom_a_choice_has_elected_can_be_proposed(flat):
    honours = Honours(flat, {**TWO, "Bảo hiểm": (3, MERIT)})
    options = honours.unit_options("Ngân hàng", "Bảo hiểm")
    motion = honours.add(MotionKind.CHOICE, Form.OPEN, options=options, subject={"honour": MERIT})
    honours.open(motion)
    honours.cast_all(motion, *[options[1].key] * 7, options[0].key)
    honours.close_early(motion)
    with pytest.raises(BallotNeeded):
        honours.proposes("Ngân hàng")

    assert honours.proposes("Bảo hiểm") == 1
    assert honours.proposal("Bảo hiểm").motion_id == motion


def test_no_more_are_proposed_than_there_are_places(flat):
    ranks = {"Cục Thuế": (1, FLAG), "Kho bạc": (2, FLAG)}
    honours = Honours(flat, ranks).all_voted()
    honours.proposes("Cục Thuế")
    with pytest.raises(QuotaFull) as refused:
        honours.proposes("Kho bạc")
    assert refused.value.count == 1
    assert honours.why(FLAG) == {"Kho bạc Nhà nước tỉnh": Why.QUOTA}
    args = (honours.cluster_id, 2026, FLAG)
    honours.by(act.set_quota, *args, 2, "Kế hoạch số 12/KH-HĐTĐKT")
    assert honours.proposes("Kho bạc") == 1
    with pytest.raises(QuotaFull):
        honours.by(act.set_quota, *args, 1, "Công văn số 5")


def test_all_are_proposed_or_none(flat):
    honours = Honours(flat, TWO)
    honours.voted("Cục Thuế", FLAG)
    with pytest.raises(BallotNeeded):
        honours.proposes("Cục Thuế", "Kho bạc")

    assert not flat.rows(HonourProposal)


def test_a_shared_rank_is_not_told_apart_by_order(flat):
    ranks = {"Cục Thuế": (1, FLAG), "Kho bạc": (1, FLAG)}
    honours = Honours(flat, ranks).all_voted()

    assert honours.year().open == ()
    assert set(honours.why(FLAG).values()) == {Why.TIED}
    assert honours.proposes("Kho bạc") == 1  # the conference has decided


def test_grounds_and_grades_bar(flat):
    honours = Honours(
        flat,
        {**TWO, "Bảo hiểm": (None, "")},
        grades={"Kho bạc": "HTNV"},
    )
    content = json.loads(flat.rows(TableVersion)[0].content)
    ground = flat.do(lambda s: _first_ground(s, content["criteria"]))
    _reground(flat, honours, "Cục Thuế", ground)
    honours.all_voted()
    honours.voted("Bảo hiểm", MERIT)
    for name in ("Cục Thuế", "Kho bạc"):
        with pytest.raises(UnitIneligible):
            honours.proposes(name)
    with pytest.raises(UnitIneligible):
        honours.proposes("Bảo hiểm", code=MERIT)
    assert honours.why(FLAG)["Cục Thuế Thanh Hóa"] is Why.GROUND
    assert honours.why(PROVINCE)["Kho bạc Nhà nước tỉnh"] is Why.GRADE
    assert Why.UNRANKED in honours.why(MERIT).values()


def _first_ground(session, criteria_set_id):
    table = load(session.get_one(CriteriaSet, criteria_set_id).content).table
    return next(each.code for each in table.ineligibility if each.effect != "unranked")


def _reground(stage, honours, name, ground):
    unit_id = honours.unit(name)

    def work(session):
        row = session.get_one(TableVersion, (honours.period_id, 1))
        content = json.loads(row.content)
        for each in content["units"]:
            if each["unit"] == unit_id:
                each["grounds"] = [ground]
        row.content = json.dumps(content)

    stage.do(work)


def test_honours_that_the_table_does_not_know_are_refused(flat):
    honours = Honours(flat, TWO).all_voted()
    with pytest.raises(UnknownButton):
        honours.proposes("Cục Thuế", code="HUAN_CHUONG")
    with pytest.raises(UnknownButton):
        honours.by(act.propose, honours.cluster_id, 2026, [(999_999, FLAG)])
    with pytest.raises(UnknownButton):
        honours.by(act.set_quota, honours.cluster_id, 2026, "HUAN_CHUONG", 1, "Kế hoạch")


def test_a_secret_ballot_among_few_shows_no_numbers(flat):
    honours = Honours(flat, TWO)
    motion = honours.votes("Cục Thuế", FLAG, 6, form=Form.SECRET, cast=8)
    honours.close_early(motion)
    assert honours.year().honour(FLAG).open[0].vote.votes == 6

    def few(session):
        row = session.get_one(Motion, motion)
        row.result = {**row.result, "valid": 4}

    flat.do(few)
    assert honours.year().honour(FLAG).open[0].vote.votes is None


# -- presses ----------------------------------------------------------------------------------


def test_pressed_twice_a_unit_is_proposed_once(flat):
    honours = Honours(flat, TWO).all_voted()
    assert honours.proposes("Cục Thuế", "Kho bạc", "Ngân hàng") == 3
    assert honours.proposes("Cục Thuế", "Kho bạc", "Ngân hàng") == 0
    assert honours.proposes("Cục Thuế", "Cục Thuế") == 0

    assert len(flat.rows(HonourProposal)) == 3
    assert [each.kind for each in flat.rows(RecordEntry)].count("honours") == 1
    assert len(flat.rows(Letter, kind="honour")) == 3


def test_two_presses_at_one_moment_keep_to_the_places(pg_flat):
    honours = Honours(pg_flat, {"Cục Thuế": (1, FLAG), "Kho bạc": (2, FLAG)}).all_voted()
    number = honours.cluster_id
    me = pg_flat.do(lambda s: honours.actor(s, "Cục Thuế"))
    first, second = (
        (lambda s, pick=pick: act.propose(s, me, number, 2026, [pick], pg_flat.clock()))
        for pick in honours.picks("Cục Thuế", "Kho bạc")
    )

    assert isinstance(together(pg_flat, first, second), QuotaFull)
    assert len(pg_flat.rows(HonourProposal)) == 1


def test_a_withdrawn_proposal_frees_its_place_and_can_be_made_again(flat):
    honours = Honours(flat, {"Cục Thuế": (1, FLAG), "Kho bạc": (2, FLAG)}).all_voted()
    honours.proposes("Cục Thuế")
    honours.by(act.withdraw, honours.proposal("Cục Thuế").id, "Đơn vị xin rút")
    honours.by(act.withdraw, honours.proposal("Cục Thuế").id, "Đơn vị xin rút")
    assert honours.proposes("Kho bạc") == 1
    with pytest.raises(QuotaFull):
        honours.proposes("Cục Thuế")
    honours.by(act.withdraw, honours.proposal("Kho bạc").id, "Nhầm đơn vị")
    assert honours.proposes("Cục Thuế") == 1

    assert (honours.proposal("Cục Thuế").state, honours.proposal("Cục Thuế").why) == (
        HonourState.PROPOSED, "")  # fmt: skip


def test_what_came_of_it_is_recorded_once(flat):
    honours = Honours(flat, TWO).all_voted()
    honours.proposes("Cục Thuế", "Kho bạc")
    first, second = honours.proposal("Cục Thuế").id, honours.proposal("Kho bạc").id
    with pytest.raises(DecisionNeeded):
        honours.by(act.award, first, Decision(" ", DECISION.on, DECISION.issuer))
    with pytest.raises(DecisionNeeded):
        honours.by(act.award, first, Decision("1/QĐ", DECISION.on, ""))
    with pytest.raises(DateInFuture):
        honours.by(act.award, first, Decision("1/QĐ", date(2026, 11, 10), "UBND"))
    honours.by(act.award, first, DECISION)
    honours.by(act.award, first, DECISION)
    for verb, args in ((act.award, (Decision("9/QĐ", DECISION.on, "UBND"),)),
                       (act.withdraw, ("Nhầm đơn vị",)),
                       (act.not_awarded, ("Nhầm đơn vị",))):  # fmt: skip
        with pytest.raises(HonourSettled):
            honours.by(verb, first, *args)
    for verb in (act.withdraw, act.not_awarded):
        with pytest.raises(ReasonNeeded):
            honours.by(verb, second, " ")
    honours.by(act.not_awarded, second, "Không đủ tiêu chuẩn")
    with pytest.raises(HonourSettled):
        honours.by(act.award, second, DECISION)

    decided = [each for each in flat.rows(RecordEntry) if each.kind == "honour-decided"]
    assert len(decided) == 2
    assert '"number":"231/QĐ-TTg"' in decided[0].body
    assert "nhật ký" in checked(flat).lower()


def test_the_dossier_is_sent_once(flat):
    honours = Honours(flat, TWO).all_voted()
    args = (honours.cluster_id, 2026)
    honours.proposes("Cục Thuế", "Kho bạc")
    with pytest.raises(DateInFuture):
        honours.by(act.forward, *args, date(2026, 11, 10))
    assert honours.by(act.forward, *args, date(2026, 11, 6)) == 2
    assert honours.by(act.forward, *args, date(2026, 11, 9)) == 0
    honours.proposes("Ngân hàng")
    assert honours.by(act.forward, *args, date(2026, 11, 9)) == 1
    days = {each.decided_on for each in flat.rows(HonourProposal)}
    assert days == {date(2026, 11, 6), date(2026, 11, 9)}


def test_only_the_head_does_any_of_it(flat):
    honours = Honours(flat, TWO).all_voted()
    honours.proposes("Cục Thuế")
    found, number = honours.proposal("Cục Thuế").id, honours.cluster_id
    everything = (
        (act.propose, (number, 2026, honours.picks("Kho bạc"))),
        (act.set_quota, (number, 2026, FLAG, 2, "Kế hoạch")),
        (act.forward, (number, 2026, date(2026, 11, 9))),
        (act.award, (found, DECISION)),
        (act.not_awarded, (found, "Không đủ")),
        (act.withdraw, (found, "Nhầm đơn vị")),
    )
    for who in ("Cục Quản lý thị trường", "Bảo hiểm"):
        for verb, args in everything:
            with pytest.raises(NotForYou):
                honours.by(verb, *args, who=who)
    other = Sitting(flat, cluster=OTHER_CLUSTER, head="Liên minh")
    for verb, args in everything:
        with pytest.raises(NotYourCluster):
            other.by(verb, *args)
    with pytest.raises(NotYourCluster):
        honours.by(act.award, 999_999, DECISION)


def test_places_that_cannot_be(flat):
    honours = Honours(flat, TWO)
    args = (honours.cluster_id, 2026, FLAG)
    for count in (-1, 100):
        with pytest.raises(OutOfRange):
            honours.by(act.set_quota, *args, count, "Kế hoạch")
    with pytest.raises(NothingTyped):
        honours.by(act.set_quota, *args, 1, "  ")
    with pytest.raises(HiddenCharacters):
        honours.by(act.set_quota, *args, 1, "Kế\u202ehoạch")
    honours.by(act.set_quota, *args, 3, "Kế hoạch")
    honours.by(act.set_quota, *args, 3, "Kế hoạch")
    honours.by(act.set_quota, *args, 0, "Công văn")

    assert [(each.count, each.source) for each in flat.rows(HonourQuota)] == [(0, "Công văn")]


def test_a_reopened_table_keeps_the_proposals_and_takes_no_new_ones(flat):
    honours = Honours(flat, TWO).all_voted()
    honours.proposes("Cục Thuế")
    flat.do(lambda s: setattr(s.get_one(Period, honours.period_id), "stage", Stage.REVIEW))
    with pytest.raises(NoAgreedTable):
        honours.proposes("Kho bạc")
    found = honours.year()

    assert not found.agreed
    assert [card.code for card in found.honours] == [FLAG]
    assert len(found.honours[0].proposals) == 1


async def test_a_proposal_that_the_table_bears_out_no_longer_is_pointed_at(stage):
    honours = Honours(stage, TWO).all_voted()
    honours.proposes("Cục Thuế", "Kho bạc", "Ngân hàng")
    honours.by(act.award, honours.proposal("Ngân hàng").id, DECISION)

    criteria = json.loads(stage.rows(TableVersion)[0].content)["criteria"]
    ground = stage.do(lambda s: _first_ground(s, criteria))
    first, second = honours.unit("Cục Thuế"), honours.unit("Kho bạc")

    def anew(session):
        row = session.get_one(TableVersion, (honours.period_id, 1))
        content = json.loads(row.content)
        ranks = {first: 2, second: 1}
        for each in content["units"]:
            each["rank"] = ranks.get(each["unit"], each["rank"] + 1)
            if each["unit"] == second:
                each["grounds"] = [ground]
        facts = row.model_dump(exclude={"version", "content"})
        session.add(TableVersion(**facts, version=2, content=json.dumps(content)))

    assert not honours.year().honour(FLAG).changed
    stage.do(anew)
    head, member = await stage.head(), await stage.joins("Bảo hiểm")
    await presses(head, f"honours.show:{honours.cluster_id}:2026")
    await presses(member, f"honours.show:{honours.cluster_id}:2026")

    told = head.card.split("Có thay đổi sau khi đề nghị")[1]
    assert "Cục Thuế Thanh Hóa (hạng 2, 8/8 phiếu): hạng khi đề nghị là 1" in told
    assert "Kho bạc Nhà nước tỉnh (hạng 1, 8/8 phiếu): không đủ điều kiện" in told
    assert "Ngân hàng" not in told, "a decision was made"
    assert "Có thay đổi" not in member.card


def test_a_units_history_over_the_years(flat):
    honours = Honours(flat, TWO).all_voted()
    honours.proposes("Cục Thuế", "Kho bạc")
    honours.by(act.award, honours.proposal("Cục Thuế").id, DECISION)

    def earlier(session):
        row = session.get_one(HonourProposal, honours.proposal_id)
        facts = row.model_dump(exclude={"id", "year"})
        session.add(HonourProposal(**facts, year=2025))

    honours.proposal_id = honours.proposal("Cục Thuế").id
    flat.do(earlier)
    unit, today = honours.unit("Cục Thuế"), date(2026, 11, 9)
    rows = flat.do(lambda s: unit_history(s, honours.actor(s, "Bảo hiểm"), unit, today))

    assert [(each.year, each.state) for each in rows] == [
        (2026, HonourState.AWARDED), (2025, HonourState.AWARDED)]  # fmt: skip
    other = Sitting(flat, cluster=OTHER_CLUSTER, head="Liên minh")
    assert flat.do(lambda s: unit_history(s, other.actor(s, "Liên minh"), unit, today)) == ()


async def test_a_reason_that_is_none_is_asked_for_without_talk_of_mending(stage):
    honours = Honours(stage, TWO).all_voted()
    honours.proposes("Cục Thuế")
    head = await stage.head()
    await presses(head, f"honours.refused:{honours.proposal('Cục Thuế').id}")
    await head.send("-1")

    assert "lý do" in head.card.split("\n")[0]
    assert "chỉnh sửa" not in head.card


async def test_a_typed_day_of_the_dossier_is_read_back_before_it_is_recorded(stage):
    honours = Honours(stage, TWO).all_voted()
    honours.proposes("Cục Thuế")
    head = await stage.head()
    key = f"{honours.cluster_id}:2026"
    await presses(head, f"honours.sending:{key}")
    await head.send("3.5")

    assert "Ngày gửi hồ sơ: 03/05/2026" in head.card
    assert honours.proposal("Cục Thuế").state is HonourState.PROPOSED
    await head.send("8/11")
    await head.tap("✅ Ghi nhận ngày 08/11/2026")

    assert honours.proposal("Cục Thuế").decided_on == date(2026, 11, 8)
    await head.tap_data(f"honours.sent:{key}:20261108x")
    assert honours.proposal("Cục Thuế").decided_on == date(2026, 11, 8)
