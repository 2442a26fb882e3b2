"""The minutes of a count: numbered once, the same for ever, in the form of the decree."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from handlers.documents.count_minutes import count_minutes_docx, count_minutes_pdf
from handlers.documents.minutes import minutes_docx, minutes_pdf
from handlers.i18n import translator
from models.actions import issuing_papers, lots, rollcall
from models.actions.counting import close_early
from models.errors import NotForYou, NotYourCluster
from models.errors_vote import NotClosed, StillOpen
from models.queries.count_minutes import count_minutes
from models.queries.minutes import minutes_of
from models.queries.rollcall import roll
from models.record import IssuedPaper, RecordEntry
from models.rules.motion import Form, MotionKind
from models.voting import MotionState, PaperCount
from tests.databases import OTHER_CLUSTER
from tests.meetings import living
from tests.papers import HOSTILE, text_of
from tests.sessions import USUAL, Sitting
from tests.test_lots import DEPUTY, SOURCE, confirm, tied, with_offices
from tests.test_minutes import words
from tests.test_one_moment import together
from tests.test_rollcall import EIGHT, Called, at

VI, EN = translator("vi"), translator("en")
RULES = replace(USUAL, source="Quy chế hoạt động của Cụm, Điều 9")


async def voted(sitting, *choices, **given):
    """A proposal that was voted on."""
    subject = {"unit": sitting.unit("Kho bạc"), "honour": "CTD_CP"}
    motion = sitting.add(MotionKind.HONOUR, subject=subject, terms=RULES,
                         title="Đề nghị tặng Cờ thi đua của Chính phủ", **given)  # fmt: skip
    sitting.open(motion)
    sitting.cast_all(motion, *(choices or ["yes"] * 7 + ["no"]))
    await sitting.run_out(motion)
    return motion


def numbered(sitting, who=None):
    return sitting.by(issuing_papers.number_count_minutes, sitting.id, who=who)


def state_of(sitting, paper_id, who="Cục Thuế"):
    return sitting.stage.do(lambda s: count_minutes(s, sitting.actor(s, who), paper_id))


def said_in(sitting, paper_id, t=VI):
    return words(count_minutes_docx(state_of(sitting, paper_id), t))


# -- what they say --------------------------------------------------------------------------------


async def test_the_minutes_say_all_that_a_count_has_to_say(stage):
    sitting = Sitting(stage)
    with_offices(sitting, deputy=DEPUTY, secretary="Thống kê")
    await voted(sitting)
    paper = numbered(sitting)
    said = said_in(sitting, paper)

    (row,) = stage.rows(IssuedPaper)
    (entry,) = stage.rows(RecordEntry, kind="paper")
    assert json.loads(entry.body)["facts"] == {
        "number": 1, "code": "BB", "subject": f"session:{sitting.id}:count-minutes",
    }  # fmt: skip
    assert row.chain_head == entry.hash
    for part in (
        "HỘI ĐỒNG THI ĐUA - KHEN THƯỞNG TỈNH THANH HÓA",
        "CỤM THI ĐUA SỐ 10",
        "Số: 01/BB-CTĐ10",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Thanh Hóa, ngày 09 tháng 11 năm 2026",
        "BIÊN BẢN",
        "Kiểm phiếu: Phiên bình xét năm 2026",
        "1. Thời gian bỏ phiếu: từ 08:30 ngày 09/11/2026 đến 09:30 ngày 09/11/2026.",
        "3. Tổ trưởng tổ kiểm phiếu: đồng chí Phạm Thanh Sơn, Cục trưởng, Cục Thuế Thanh Hóa.",
        "4. Thư ký: đồng chí ",
        "hệ thống mở tất cả phiếu một lần",
        "1. Đề nghị tặng Cờ thi đua của Chính phủ (bỏ phiếu kín)",
        (
            "Số liệu kiểm phiếu: Đơn vị có quyền biểu quyết: 8; có mặt: 8; phiếu phát ra: 8; "
            "phiếu thu về: 8; phiếu hợp lệ: 8; phiếu không hợp lệ: 0; không có ý kiến: 0."
        ),
        "Số đơn vị tham gia: 8/8, tối thiểu 6.",
        (
            "Tỷ lệ quy định: ít nhất 6 phiếu: ≥ 70% của 8 đơn vị có quyền biểu quyết (căn cứ: "
            "Quy chế hoạt động của Cụm, Điều 9)."
        ),
        (
            "Kết luận: Cụm thi đua số 10 thống nhất đề nghị tặng Cờ thi đua của Chính phủ cho Kho "
            "bạc Nhà nước tỉnh."
        ),
        f"nhật ký năm 2026 đến mục số {entry.seq}; mã đầu chuỗi: {entry.hash[:16]}.",
        "TM. TỔ KIỂM PHIẾU",
        "TỔ TRƯỞNG",
        "THƯ KÝ",
        "Nơi nhận:",
        "- Lưu: VT, hồ sơ cuộc họp.",
    ):
        assert part in said
    assert "được tặng" not in said
    assert "Người kiểm phiếu" not in said
    assert "MINUTES" in said_in(sitting, paper, EN)


async def test_the_table_and_the_page_keep_the_form(stage):
    sitting = Sitting(stage)
    await voted(sitting)
    document = Document(BytesIO(count_minutes_docx(state_of(sitting, numbered(sitting)), VI)))
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    section = document.sections[0]

    assert rows == [
        ["STT", "Nội dung lựa chọn", "Số phiếu", "Tỷ lệ"],
        ["1", "Đồng ý", "7", "87,5%"],
        ["2", "Không đồng ý", "1", "12,5%"],
        ["3", "Không có ý kiến", "0", "0%"],
    ]
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert section.left_margin.cm == pytest.approx(3, abs=0.01)
    assert section.different_first_page_header_footer
    assert section.header._element.findall(f".//{qn('w:fldSimple')}")


async def test_who_signs_side_by_side_signs_on_one_line(stage):
    sitting = Sitting(stage)
    with_offices(sitting, deputy=DEPUTY, secretary="Thống kê")
    await voted(sitting)
    document = Document(BytesIO(count_minutes_docx(state_of(sitting, numbered(sitting)), VI)))
    left, right = document.tables[-1].rows[0].cells

    assert len(left.paragraphs) == len(right.paragraphs)
    assert left.paragraphs[1].text == "THƯ KÝ"
    assert [each.text for each in right.paragraphs[:2]] == ["TM. TỔ KIỂM PHIẾU", "TỔ TRƯỞNG"]


async def test_the_pdf_says_the_same_and_is_the_same_each_time(stage):
    sitting = Sitting(stage)
    await voted(sitting)
    state = state_of(sitting, numbered(sitting))
    pdf = count_minutes_pdf(state, VI)
    stage.clock.advance(timedelta(days=3))
    again = state_of(sitting, state.paper.paper_id)

    for part in ("Số: 01/BB-CTĐ10", "Kết luận: Cụm thi đua số 10 thống nhất đề nghị tặng",
                 "TM. TỔ KIỂM PHIẾU", state.checkpoint.hash[:16]):  # fmt: skip
        assert part in text_of(pdf)
    assert count_minutes_pdf(again, VI) == pdf


async def test_few_valid_ballots_stay_untold_on_paper_too(stage):
    sitting = Sitting(stage)
    terms = replace(RULES, quorum=(1, 3))
    motion = sitting.add(title="Nội dung", terms=terms)
    sitting.open(motion)
    sitting.cast_all(motion, "yes", "yes", "no", "abstain")
    await sitting.run_out(motion)
    said = said_in(sitting, numbered(sitting))

    assert "Có dưới 05 phiếu hợp lệ" in said
    assert "Nội dung lựa chọn" not in said
    assert "phiếu thu về: 4." in said


async def test_paper_ballots_name_their_tellers(stage):
    sitting = Sitting(stage)
    motion = sitting.add(form=Form.PAPER, title="Bầu")
    sitting.open(motion)
    numbers = {"issued": 7, "collected": 7, "invalid": 1, "written": 0, "option:yes": 6,
               "option:no": 0, "option:abstain": 0}  # fmt: skip

    units = {name: sitting.unit(name) for name in ("Kho bạc", "Hải quan")}

    def count(session):
        for name, unit in units.items():
            person = sitting.actor(session, name).person_id
            session.add(PaperCount(motion_id=motion, person_id=person, numbers=numbers,
                                   unit_id=unit, at=stage.clock()))  # fmt: skip

    stage.do(count)
    stage.do(lambda s: close_early(s, stage.keys, sitting.actor(s, "Cục Thuế"), motion,
                                   stage.clock()))  # fmt: skip
    said = said_in(sitting, numbered(sitting))

    assert "5. Người kiểm phiếu giấy: đồng chí " in said
    assert "phiếu phát ra: 7; phiếu thu về: 7; phiếu hợp lệ: 6; phiếu không hợp lệ: 1" in said
    assert said.count("NGƯỜI KIỂM PHIẾU") == 2
    assert "hai người của hai đơn vị khác nhau" in said


async def test_nobody_signs_on_a_page_without_what_they_sign(stage):
    sitting = Sitting(stage)
    await voted(sitting)
    state = state_of(sitting, numbered(sitting))
    teller = replace(state.head, name="Trịnh Tiến Khánh")
    for times in range(1, 8):
        long = replace(state, results=state.results * times, tellers=(teller, teller))
        pages = [each.extract_text() for each in PdfReader(
            BytesIO(count_minutes_pdf(long, VI))).pages]  # fmt: skip

        assert "Biên bản được lập" in pages[-1], times
        assert pages[-1].count("NGƯỜI KIỂM PHIẾU") == 2, times


async def test_hostile_names_and_many_votes_are_set(stage):
    sitting = Sitting(stage)
    motions = [sitting.add(title=f"{name} {name}", terms=RULES) for name in HOSTILE]
    sitting.open()
    await sitting.run_out(motions[0])
    state = state_of(sitting, numbered(sitting))
    state = replace(state, results=state.results * 6)

    assert "<A & B> <A & B> (bỏ phiếu kín)" in words(count_minutes_docx(state, VI))
    assert "42. " in text_of(count_minutes_pdf(state, VI))


# -- the number -----------------------------------------------------------------------------------


async def test_two_presses_give_one_number(either_stage):
    stage = either_stage
    head = await stage.joins("Cục Thuế")
    sitting = Sitting(stage)
    await voted(sitting)
    await stage.later(seconds=5)
    await head.tap("Xem kết quả")
    await head.tap("Tất cả kết quả")
    await head.tap("Biên bản kiểm phiếu")
    data = head.data("Lập biên bản, cấp số")
    await head.tap("Lập biên bản, cấp số")
    await head.tap_data(data)

    assert [row.number for row in stage.rows(IssuedPaper)] == [1]
    assert "Số 01/BB-CTĐ10" in living(head)
    names = [name for name, _ in head.files]
    assert {"bien-ban-kiem-phieu-01.docx", "bien-ban-kiem-phieu-01.pdf"} <= set(names)
    await head.tap("Số 01 (Word)")
    assert head.files[-1][0] == "bien-ban-kiem-phieu-01.docx"
    await head.tap("PDF")
    assert head.files[-1][1].startswith(b"%PDF")


async def test_a_member_reads_the_minutes_but_numbers_none(stage):
    member = await stage.joins("Kho bạc")
    sitting = Sitting(stage)
    await voted(sitting)
    with pytest.raises(NotForYou):
        numbered(sitting, who="Kho bạc")
    numbered(sitting)
    await stage.later(seconds=5)
    await member.tap("Xem kết quả")
    await member.tap("Tất cả kết quả")
    await member.tap("Biên bản kiểm phiếu")
    await member.tap("PDF")

    assert member.files[-1][0] == "bien-ban-kiem-phieu-01.pdf"
    assert not any("Lập biên bản" in each for each in member.buttons)


async def test_the_series_goes_on_and_begins_anew_each_year(stage):
    first, second = Sitting(stage), Sitting(stage)
    for each in (first, second):
        await voted(each)
        numbered(each)
    numbered(first)
    january = datetime(2026, 12, 31, 17, tzinfo=UTC)

    def next_year(session):
        me = first.actor(session, "Cục Thuế")
        made = [
            issuing_papers.number_paper(session, me, first.cluster_id_in(session), 2026, code,
                                        f"thing:{code}", january)
            for code in ("BB", "BB", "TTr")
        ]  # fmt: skip
        return [(each.year, each.code, each.number) for each in made]

    assert stage.do(next_year) == [(2027, "BB", 1), (2027, "BB", 1), (2027, "TTr", 1)]
    rows = [(row.year, row.number) for row in stage.rows(IssuedPaper, code="BB")]
    assert rows == [(2026, 1), (2026, 2), (2027, 1)]


async def test_nothing_is_numbered_while_a_vote_is_open_or_none_has_ended(stage):
    sitting = Sitting(stage)
    with pytest.raises(NotClosed):
        numbered(sitting)
    motion = sitting.add()
    with pytest.raises(NotClosed):
        numbered(sitting)
    sitting.open(motion)
    with pytest.raises(StillOpen):
        numbered(sitting)
    assert not stage.rows(IssuedPaper)
    await sitting.run_out(motion)
    assert sitting.motion(motion).state is MotionState.VOID
    assert "không đủ 2/3 số đơn vị tham gia" in said_in(sitting, numbered(sitting))


async def test_another_cluster_reads_no_minutes(stage):
    sitting = Sitting(stage)
    await voted(sitting)
    paper = numbered(sitting)
    other = Sitting(stage, cluster=OTHER_CLUSTER, head="Liên minh")

    for number in (paper, 10**8):
        with pytest.raises(NotYourCluster):
            stage.do(lambda s, number=number: count_minutes(
                s, other.actor(s, "Liên minh"), number))  # fmt: skip


async def test_later_results_get_minutes_of_their_own(stage):
    sitting = Sitting(stage)
    with_offices(sitting, deputy=DEPUTY)
    motion = await tied(sitting)
    first = numbered(sitting)
    before = count_minutes_pdf(state_of(sitting, first), VI)
    stage.clock.advance(timedelta(hours=1))
    assert numbered(sitting) == first
    sitting.by(lots.announce, motion, SOURCE)
    sitting.by(lots.drawn, motion, "12345")
    stage.clock.advance(timedelta(hours=1))
    confirm(sitting, motion)
    stage.clock.advance(timedelta(hours=1))
    second = numbered(sitting)

    assert second != first
    assert [row.number for row in stage.rows(IssuedPaper)] == [1, 2]
    assert count_minutes_pdf(state_of(sitting, first), VI) == before
    said = said_in(sitting, second)
    assert "Biên bản này bổ sung" in said
    assert f"Nguồn số: {SOURCE}; số rút được: 12345; mã cam kết: " in said
    assert "cần bốc thăm" in said_in(sitting, first)


def test_two_sessions_numbered_at_one_moment_get_two_numbers(pg_flat):
    sittings = [Sitting(pg_flat), Sitting(pg_flat)]
    for each in sittings:
        motion = each.add()
        each.open(motion)
        each.cast_all(motion, *["yes"] * 8)
        each.close_early(motion)

    def work(sitting):
        return lambda session: issuing_papers.number_count_minutes(
            session, sitting.actor(session, "Cục Thuế"), sitting.id, pg_flat.clock()
        )

    together(pg_flat, *map(work, sittings))
    assert sorted(row.number for row in pg_flat.rows(IssuedPaper)) == [1, 2]


# -- the minutes of the meeting -------------------------------------------------------------------


def test_a_meetings_minutes_hold_what_it_resolved(flat):
    meeting = Called(flat).opened()
    meeting.comes("Kho bạc", -5)
    flat.clock.advance(EIGHT - flat.clock())
    sitting = Sitting(flat, meeting_id=meeting.id)
    subject = {"unit": sitting.unit("Kho bạc"), "honour": "CTD_CP"}
    motion = sitting.add(MotionKind.HONOUR, subject=subject, title="Đề nghị tặng Cờ thi đua")
    sitting.open(motion)
    sitting.cast_all(motion, *["yes"] * 7, "no")
    sitting.close_early(motion)
    meeting.doing(rollcall.end, "Cục Thuế", now=at(210))

    def work(session):
        me = meeting.actor(session, "Cục Thuế")
        return minutes_of(session, roll(session, me, meeting.id, at(0).date()))

    state = flat.do(work)
    said = words(minutes_docx(state, VI))
    last = flat.rows(RecordEntry)[-1]
    for part in (
        "III. KẾT QUẢ BIỂU QUYẾT, BỎ PHIẾU",
        (
            "1. Đề nghị tặng Cờ thi đua (bỏ phiếu kín): Cụm thi đua số 10 thống nhất đề nghị tặng "
            "Cờ thi đua của Chính phủ cho Kho bạc Nhà nước tỉnh. Đồng ý: 7/8 phiếu, đạt 87,5%; "
            "Không đồng ý: 1/8 phiếu, đạt 12,5%; Không có ý kiến: 0/8 phiếu, đạt 0%."
        ),
        f"đến mục số {last.seq}; mã đầu chuỗi: {last.hash[:16]}.",
        "IV. KẾT LUẬN",
    ):
        assert part in said
    pdf = text_of(minutes_pdf(state, VI, flat.clock()))
    assert "III. KẾT QUẢ BIỂU QUYẾT, BỎ PHIẾU" in pdf
    assert "IV. KẾT LUẬN" in pdf
