"""Paper ballots counted by two people, and what absent units have written."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models.actions import rollcall
from models.actions import telling as act
from models.actions.ballot import void
from models.actions.evidence import Given
from models.audit import Audit
from models.errors import NotForYou, NothingTyped, NotYourCluster, TextTooLong
from models.errors_vote import (
    CountsDiffer,
    CountsDoNotAddUp,
    MarksInvalid,
    NotAnElector,
    NotOnPaper,
    NotOpenYet,
    NotWritten,
    OwnUnitExcluded,
    PaperNeeded,
    SecondTellerNeeded,
    VoteClosed,
    VoteVoid,
)
from models.evidence import EvidenceKind
from models.people import Role
from models.queries.files import known_files
from models.queries.telling import telling_of
from models.rules.motion import Absent, Form, Method, MotionKind, Option, OwnUnit
from models.rules.paper import check_numbers, is_counted_by_hand, lines_of, whole
from models.voting import MotionState, OpenVote, PaperCount
from tests.databases import OTHER_CLUSTER
from tests.meetings import Gathering, living
from tests.sample_files import pdf
from tests.sessions import USUAL, Sitting
from tests.test_voting import buttons, primary

EIGHT = datetime(2026, 11, 10, 1, tzinfo=UTC)
GOOD = {"issued": 8, "collected": 8, "invalid": 1, "option:yes": 6, "option:no": 1,
        "option:abstain": 0}  # fmt: skip
PAPER = Given(EvidenceKind.PDF, "a" * 64, "y-kien.pdf", 100)


def put(sitting, motion, who, numbers, role=Role.LEADER):
    return sitting.by(act.put_count, motion, numbers, who=who, role=role)


def write(sitting, motion, unit, marks=("yes",), said="", paper=PAPER, who=None):
    return sitting.by(act.put_written, motion, sitting.unit(unit), marks, said, paper, who=who)


# -- paper ballots: talks -------------------------------------------------------------------------


async def test_two_tellers_count_and_the_head_ends_it_by_one_press(either_stage):
    stage = either_stage
    head, other = await stage.head(), await stage.joins("Kho bạc")
    sitting = Sitting(stage)
    motion = sitting.add(form=Form.PAPER, title="Đề nghị tặng Cờ thi đua")
    sitting.open()
    await head.tap_data(f"voting.show:{motion}")

    assert "bỏ phiếu giấy" in living(head)
    assert primary(head) == ["🧮 Kiểm phiếu giấy"]

    await head.tap("🧮")

    assert "Chưa có số liệu kiểm phiếu" in living(head)

    await head.tap("✍️ Nhập số liệu")

    assert "Dòng 1/6 – Phiếu phát ra" in living(head)

    await head.tap("8")

    assert "Dòng 2/6 – Phiếu thu về" in living(head)

    await head.send("8")
    await head.send("1 6 1 0")

    assert "Các số liệu trên đã đúng chưa?" in living(head)
    assert "4. Đồng ý: 6" in living(head)

    await head.tap("✅ Xác nhận", settle=False)
    await head.tap("✅ Xác nhận", settle=False)
    await stage.settle()

    assert "Còn chờ số liệu của người thuộc đơn vị thứ hai" in living(head)
    assert len(stage.rows(PaperCount)) == 1
    assert not any("Chốt" in label for label in buttons(head))

    await other.tap_data(f"ballot.show:{motion}")
    await other.tap("🧮 Kiểm phiếu giấy")

    assert "Đã nhập số liệu" in living(other)
    assert "Đồng ý: 6" not in living(other), "each counts without seeing the other's numbers"

    await other.tap("✍️ Nhập số liệu")
    await other.send("8 8 1 5 2 0")
    await other.tap("✅ Xác nhận")
    await stage.later(seconds=2)

    assert "≠ Đồng ý: 6 | 5" in living(head) or "≠ Đồng ý: 5 | 6" in living(head)
    assert "Số liệu khác nhau" in living(head)
    assert not any("Chốt" in label for label in buttons(head))

    await other.tap("✏️ Sửa số liệu")
    await other.send("4=6\n5=1")

    assert "4. Đồng ý: 6" in living(other)

    await other.tap("✅ Xác nhận")
    await stage.later(seconds=2)

    assert "Số liệu trùng khớp" in living(head)
    assert primary(head) == ["⏹ Chốt kết quả kiểm phiếu"]

    await head.tap("⏹ Chốt", settle=False)
    await head.tap("⏹ Chốt", settle=False)
    await stage.settle()

    assert primary(head) == ["📊 Kết quả"]
    result = sitting.motion(motion)
    assert result.state is MotionState.CLOSED
    assert result.result["votes"] == {"yes": 6, "no": 1, "abstain": 0}
    assert [each.verb for each in stage.rows(Audit, thing=f"motion:{motion}")].count(
        "paper-counted"
    ) == 3


async def test_numbers_that_do_not_add_up_are_shown_with_their_line_and_corrected(stage):
    head = await stage.head()
    sitting = Sitting(stage)
    motion = sitting.add(form=Form.PAPER)
    sitting.open()
    await head.tap_data(f"tellers.enter:{motion}")
    await head.send("8 8 1 6 2 0")

    assert "tổng số phiếu theo phương án và phiếu không hợp lệ không khớp" in living(head)
    assert not any("Xác nhận" in label for label in buttons(head))

    await head.tap_data(f"tellers.put:{motion}")

    assert "Số liệu chưa khớp" in living(head)
    assert not stage.rows(PaperCount)

    await head.send("5=1")

    assert "đã đúng chưa" in living(head)

    await head.send("1=9")

    assert "số phiếu phát ra nhiều hơn số đơn vị" in living(head)

    await head.tap("↩️ Dòng trước")

    assert "Dòng 6/6" in living(head)

    await head.tap("🔁 Nhập lại từ đầu")

    assert "Dòng 1/6" in living(head)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("tám", "“tám”"),
        ("-1", "nhỏ hơn 0"),
        ("1,5", "số nguyên"),
        ("1 2 3 4 5 6 7", "6 số"),
        ("9=1", "“9”"),
        ("999999", "100.000"),
    ],
)
async def test_what_is_no_count_is_refused_and_nothing_is_lost(stage, typed, said):
    head = await stage.head()
    sitting = Sitting(stage)
    motion = sitting.add(form=Form.PAPER)
    sitting.open()
    await head.tap_data(f"tellers.enter:{motion}")
    await head.send(typed)

    assert said in living(head)
    assert "Dòng 1/6" in living(head)


async def test_forged_lines_and_presses_without_a_count(stage):
    head = await stage.head()
    sitting = Sitting(stage)
    motion = sitting.add(form=Form.PAPER)
    sitting.open()
    await head.tap_data(f"tellers.show:{motion}")
    for data in (f"tellers.put:{motion}", f"tellers.say:{motion}:3:1", f"tellers.say:{motion}:0:-1",
                 f"tellers.say:{motion}:0:200000"):  # fmt: skip
        await head.tap_data(data)

        assert "⚠️" in living(head)
    assert not stage.rows(PaperCount)


async def test_a_count_is_taken_back(stage):
    head = await stage.head()
    sitting = Sitting(stage)
    motion = sitting.add(form=Form.PAPER)
    sitting.open()
    put(sitting, motion, "Cục Thuế", GOOD)
    await head.tap_data(f"tellers.show:{motion}")
    await head.tap("↩️ Rút số liệu", settle=False)
    await head.tap("↩️ Rút số liệu", settle=False)
    await stage.settle()

    assert "Chưa có số liệu" in living(head)
    assert not stage.rows(PaperCount)


async def test_choosing_two_of_many_on_paper(stage):
    head = await stage.head()
    sitting = Sitting(stage)
    options = [Option(f"o{n}", f"Tập thể số {n} <&>") for n in range(30)]
    terms = replace(USUAL, seats=2)
    motion = sitting.add(MotionKind.CHOICE, Form.PAPER, options=options, terms=terms)
    sitting.open()
    await head.tap_data(f"tellers.enter:{motion}")
    await head.send("8 8 0 " + " ".join(["8", "7"] + ["0"] * 28))

    assert "đã đúng chưa" in living(head)

    await head.send("4=9")

    assert "có phương án nhiều phiếu hơn số phiếu hợp lệ" in living(head)

    await head.send("4=8\n6=2")

    assert "không khớp" in living(head)

    await head.send("6=1")
    await head.tap("✅ Xác nhận")
    put(sitting, motion, "Kho bạc", stage.rows(PaperCount)[0].numbers)
    sitting.close_early(motion)

    assert sitting.motion(motion).result["elected"] == ["o0", "o1"]


async def test_strangers_members_and_other_forms(stage):
    await stage.head()
    member = await stage.joins("Kho bạc")
    other = await stage.joins("Liên minh", cluster=OTHER_CLUSTER)
    sitting = Sitting(stage)
    secret, paper = sitting.add(), sitting.add(form=Form.PAPER)
    sitting.open()
    await stage.later(seconds=2)
    await member.tap_data(f"tellers.show:{secret}")

    assert "Chỉ nhập số liệu kiểm phiếu đối với nội dung bỏ phiếu giấy" in living(member)

    for data in (f"tellers.show:{paper}", f"tellers.written:{paper}"):
        await other.tap_data(data)

        assert "đồng chí không tham gia" in living(other)
    await member.tap_data(f"tellers.close:{paper}")

    assert "Việc này do Cụm trưởng" in living(member)


# -- paper ballots: refusals ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"issued": 9}, "issued"),
        ({"issued": -1}, "issued"),
        ({"issued": 7}, "collected"),
        ({"invalid": 9}, "invalid"),
        ({"written": 9}, "written"),
        ({"option:yes": 7}, "options"),
        ({"option:yes": 5}, "options"),
    ],
)
def test_counts_of_an_approval_that_do_not_add_up(flat, change, what):
    sitting = Sitting(flat)
    motion = sitting.add(form=Form.PAPER)
    sitting.open()
    with pytest.raises(CountsDoNotAddUp) as refused:
        put(sitting, motion, "Kho bạc", GOOD | change)

    assert refused.value.what == what


def test_the_rule_itself():
    base = {"issued": 8, "collected": 7, "invalid": 1, "written": 0}
    check_numbers(Method.CHOOSE, 2, 8, base | {"option:a": 6, "option:b": 6})
    check_numbers(Method.CHOOSE, 2, 8, base | {"option:a": 0, "option:b": 0})
    for votes, what in (((7, 0), "option"), ((6, 6, 1), "options")):
        numbers = base | {f"option:{n}": each for n, each in enumerate(votes)}
        with pytest.raises(CountsDoNotAddUp) as refused:
            check_numbers(Method.CHOOSE, 2, 8, numbers)
        assert refused.value.what == what
    options = [Option("a"), Option("b")]
    assert is_counted_by_hand(Form.PAPER, Method.APPROVE)
    assert not is_counted_by_hand(Form.PAPER, Method.RANK)
    assert not is_counted_by_hand(Form.SECRET, Method.APPROVE)
    written = replace(USUAL, absent=Absent.WRITTEN)
    assert "written" in lines_of(Method.CHOOSE, options, written)
    assert "written" not in lines_of(Method.CHOOSE, options, USUAL)
    assert whole(Method.CHOOSE, options, {"issued": 1, "x": 5}) == {
        "issued": 1,
        "collected": 0,
        "invalid": 0,
        "written": 0,
        "option:a": 0,
        "option:b": 0,
    }


def test_two_people_of_one_unit_are_one_teller(flat):
    sitting = Sitting(flat)
    motion = sitting.add(form=Form.PAPER)
    sitting.open()
    with pytest.raises(SecondTellerNeeded):
        sitting.close_early(motion)
    put(sitting, motion, "Kho bạc", GOOD)
    put(sitting, motion, "Kho bạc", GOOD, role=Role.OFFICER)
    with pytest.raises(SecondTellerNeeded):
        sitting.close_early(motion)
    put(sitting, motion, "Hải quan", GOOD | {"option:yes": 5, "option:no": 2})
    with pytest.raises(CountsDiffer):
        sitting.close_early(motion)
    put(sitting, motion, "Hải quan", GOOD)
    with pytest.raises(NotForYou):
        sitting.close_early(motion, who="Kho bạc")
    sitting.close_early(motion)
    sitting.close_early(motion)
    with pytest.raises(VoteClosed):
        put(sitting, motion, "Hải quan", GOOD)
    with pytest.raises(VoteClosed):
        sitting.by(act.take_back, motion, who="Hải quan")

    assert sitting.motion(motion).state is MotionState.CLOSED


def test_who_counts_what(flat):
    sitting, other = Sitting(flat), Sitting(flat, cluster=OTHER_CLUSTER, head="Liên minh")
    paper, secret = sitting.add(form=Form.PAPER), sitting.add()
    with pytest.raises(NotForYou):
        put(sitting, paper, "Kho bạc", GOOD)
    with pytest.raises(NotOpenYet):
        put(sitting, paper, "Cục Thuế", GOOD)
    sitting.open()
    with pytest.raises(NotYourCluster):
        put(other, paper, "Liên minh", GOOD)
    with pytest.raises(NotOnPaper):
        put(sitting, secret, "Kho bạc", GOOD)
    observer = flat.do(lambda s: sitting.actor(s, "Kho bạc"))
    watching = replace(observer, seats=tuple(replace(seat, unit_id=None, role=Role.OBSERVER)
                                             for seat in observer.seats))  # fmt: skip
    with pytest.raises(NotAnElector):
        flat.do(lambda s: act.put_count(s, watching, paper, GOOD, flat.clock()))
    sitting.by(void, paper, "Thiếu phiếu in sẵn")
    with pytest.raises(VoteVoid):
        put(sitting, paper, "Kho bạc", GOOD)


def test_a_ranking_is_not_opened_on_paper(flat):
    sitting = Sitting(flat)
    sitting.add(MotionKind.RANKING, Form.PAPER, options=[Option("a", "A"), Option("b", "B")])

    with pytest.raises(NotOnPaper):
        sitting.open()


def test_an_office_without_a_count_sees_numbers_once_two_units_have_counted(flat):
    sitting = Sitting(flat)
    motion = sitting.add(form=Form.PAPER)
    sitting.open()

    def seen_by(unit):
        state = flat.do(lambda s: telling_of(s, sitting.actor(s, unit), motion, flat.clock()))
        return [each.numbers is not None for each in state.counts]

    put(sitting, motion, "Kho bạc", GOOD)

    assert (seen_by("Cục Thuế"), seen_by("Hải quan"), seen_by("Kho bạc")) == (
        [False],
        [False],
        [True],
    )

    put(sitting, motion, "Thống kê", GOOD)

    assert seen_by("Cục Thuế") == [True, True]
    assert seen_by("Hải quan") == [False, False]


# -- written opinions: talks ----------------------------------------------------------------------


async def test_the_head_enters_what_an_absent_unit_has_written(either_stage):
    stage = either_stage
    head = await stage.head()
    sitting = Sitting(stage)
    motion = sitting.add(MotionKind.SCORE_TABLE, Form.OPEN, title="Thông qua bảng điểm")
    sitting.open()
    sitting.cast(motion, "Hải quan", "yes")
    await stage.later(seconds=2)
    await head.tap_data(f"voting.show:{motion}")
    await head.tap("📄 Ý kiến bằng văn bản")

    assert "Chưa bỏ phiếu, chưa có ý kiến: 7" in living(head)
    assert not any("Hải quan" in label for label in buttons(head))

    await head.tap("⬜ Kho bạc")

    assert "Đơn vị có ý kiến thế nào?" in living(head)
    assert not any("Ghi nhận" in label for label in buttons(head))

    await head.tap("⬜ Không đồng ý")

    assert "Đề nghị gửi ảnh hoặc tệp" in living(head)
    assert not any("Ghi nhận" in label for label in buttons(head))

    await head.tap_data(f"tellers.heard:{motion}:{sitting.unit('Kho bạc')}")

    assert "phải nhập kèm tài liệu" in living(head)

    await head.send_file("y-kien.pdf", pdf())

    assert "Văn bản: y-kien.pdf" in living(head)

    await head.tap("✅ Ghi nhận ý kiến", settle=False)
    await head.tap("✅ Ghi nhận ý kiến", settle=False)
    await stage.settle()

    row = stage.rows(OpenVote, unit_id=sitting.unit("Kho bạc"))[0]
    assert (row.marks, row.written_name) == (["no"], "y-kien.pdf")
    assert row.written in stage.do(known_files)

    await head.tap_data(f"tellers.written:{motion}:0")

    assert any(label.startswith("✅ Kho bạc") for label in buttons(head))

    await head.tap("✅ Kho bạc")

    assert "Ý kiến bằng văn bản" in living(head)
    assert "Không đồng ý" in living(head)

    await head.tap("📎 Xem văn bản")

    assert head.files[-1][0] == "y-kien.pdf"

    await head.tap_data(f"voting.show:{motion}")

    assert "Đã bỏ phiếu 2/8 đơn vị" in living(head)

    for _, name in sitting.units():
        if "Kho bạc" not in name:
            sitting.cast(motion, name, "yes")
    sitting.close_early(motion)

    assert sitting.motion(motion).result["votes"] == {"yes": 7, "no": 1, "abstain": 0}


async def test_choosing_ranking_and_answering_in_writing(stage):
    head = await stage.head()
    sitting = Sitting(stage)
    options = [Option(f"o{n}", f"Tập thể {n}") for n in range(3)]
    choice = sitting.add(
        MotionKind.CHOICE, Form.OPEN, options=options, terms=replace(USUAL, seats=2)
    )
    ranking = sitting.add(MotionKind.RANKING, Form.OPEN, options=options)
    question = sitting.add(MotionKind.QUESTION, Form.OPEN)
    sitting.open()
    unit = sitting.unit("Kho bạc")
    await head.tap_data(f"tellers.fill:{choice}:{unit}:0")
    await head.tap("⬜ Tập thể 0")
    await head.tap("⬜ Tập thể 2")
    await head.tap("⬜ Tập thể 1")

    assert "Lựa chọn không phù hợp" in living(head)

    await head.tap("✅ Tập thể 0")
    await head.tap("⬜ Tập thể 1")
    await head.send_file("mot.pdf", pdf())
    await head.tap("✅ Ghi nhận")

    await head.tap_data(f"tellers.fill:{ranking}:{unit}:0")
    await head.tap("Tập thể 2")
    await head.tap("Tập thể 0")
    await head.tap("↩️ Bỏ lựa chọn cuối")
    await head.tap("Tập thể 1")
    await head.tap("Tập thể 0")

    assert "1. Tập thể 2\n2. Tập thể 1\n3. Tập thể 0" in living(head)

    await head.send_file("hai.pdf", pdf())
    await head.tap("✅ Ghi nhận")

    await head.tap_data(f"tellers.fill:{question}:{unit}:0")
    await head.send("Đề nghị bổ sung <tiêu chí>")
    await head.send_file("ba.pdf", pdf())
    await head.tap("✅ Ghi nhận")

    rows = {row.motion_id: row for row in stage.rows(OpenVote)}
    assert rows[choice].marks == ["o2", "o1"]
    assert rows[ranking].marks == ["o2", "o1", "o0"]
    assert rows[question].said == "Đề nghị bổ sung <tiêu chí>"

    for data in (f"tellers.mark:{choice}:{unit}:zz:1:0", f"tellers.fill:{choice}:999:0",
                 f"tellers.paper:{choice}:{sitting.unit('Hải quan')}"):  # fmt: skip
        await head.tap_data(data)

        assert "⚠️" in living(head)


# -- written opinions: refusals -------------------------------------------------------------------


def test_written_opinions_by_name(flat):
    sitting, other = Sitting(flat), Sitting(flat, cluster=OTHER_CLUSTER, head="Liên minh")
    motion, secret = sitting.add(form=Form.OPEN), sitting.add()
    closed = sitting.add(form=Form.OPEN, terms=USUAL)
    question = sitting.add(MotionKind.QUESTION, Form.OPEN)
    own = sitting.add(
        MotionKind.HONOUR,
        Form.OPEN,
        terms=replace(USUAL, own_unit=OwnUnit.EXCLUDED),
        subject={"unit": sitting.unit("Kho bạc"), "honour": "BK"},
    )
    with pytest.raises(NotOpenYet):
        write(sitting, motion, "Kho bạc")
    sitting.open()
    with pytest.raises(NotForYou):
        write(sitting, motion, "Kho bạc", who="Hải quan")
    with pytest.raises(NotYourCluster):
        other.by(act.put_written, motion, sitting.unit("Kho bạc"), ("yes",), "", PAPER)
    with pytest.raises(NotAnElector):
        sitting.by(act.put_written, motion, other.units()[0][0], ("yes",), "", PAPER)
    with pytest.raises(NotWritten):
        write(sitting, secret, "Kho bạc")
    with pytest.raises(OwnUnitExcluded):
        write(sitting, own, "Kho bạc")
    with pytest.raises(PaperNeeded):
        write(sitting, motion, "Kho bạc", paper=None)
    for marks in ((), ("maybe",), ("yes", "no")):
        with pytest.raises(MarksInvalid):
            write(sitting, motion, "Kho bạc", marks)
    with pytest.raises(NothingTyped):
        write(sitting, question, "Kho bạc", (), "  ")
    with pytest.raises(TextTooLong):
        write(sitting, question, "Kho bạc", (), "x" * 1001)
    sitting.cast(motion, "Kho bạc", "yes")
    with pytest.raises(NotWritten):
        write(sitting, motion, "Kho bạc")
    flat.clock.advance(timedelta(hours=1))
    with pytest.raises(VoteClosed):
        write(sitting, closed, "Kho bạc")


def test_the_same_again_changes_nothing_and_the_units_own_vote_outweighs_it(flat):
    sitting = Sitting(flat)
    motion = sitting.add(form=Form.OPEN)
    sitting.open()
    write(sitting, motion, "Kho bạc")
    write(sitting, motion, "Kho bạc")
    write(sitting, motion, "Kho bạc", ("no",))

    notes = flat.rows(Audit, thing=f"motion:{motion}", verb="written-opinion")
    assert [each.new["marks"] for each in notes] == [["yes"], ["no"]]

    sitting.cast(motion, "Kho bạc", "abstain")

    assert [(row.marks, row.written) for row in flat.rows(OpenVote)] == [(["abstain"], "")]


def test_where_absent_units_write_those_present_do_not(flat):
    flat.clock.advance(EIGHT - flat.clock())
    meeting = Gathering(flat, starts_at=EIGHT + timedelta(minutes=30))
    meeting.by(rollcall.open_roll, meeting.id, None)
    for who in ("Hải quan", "Kho bạc"):
        meeting.by(rollcall.come, meeting.id, meeting.unit(who), 0, who=who)
    sitting = Sitting(flat, meeting_id=meeting.id)
    terms = replace(USUAL, absent=Absent.WRITTEN)
    motion = sitting.add(form=Form.OPEN, terms=terms)
    nobody = sitting.add(form=Form.OPEN, terms=replace(USUAL, absent=Absent.NONE))
    sitting.open()
    with pytest.raises(NotWritten):
        write(sitting, motion, "Kho bạc")
    with pytest.raises(NotWritten):
        write(sitting, nobody, "Thống kê")
    write(sitting, motion, "Thống kê")

    assert len(flat.rows(OpenVote)) == 1
