"""Talks about evidence: sent, linked, named, taken away, used twice; who may look, and when."""

import json
import socket

import pytest

from bot import inbox
from models import access
from models.actions import evidence as act
from models.evidence import Evidence, EvidenceKind
from models.people import Role
from models.queries.board import latest_period
from models.queries.evidence import cross_duplicates
from models.rules.calendar import local_date
from models.rules.evidence import PIECES_AT_MOST
from models.rules.stages import Stage
from models.sheet import Entry, PeriodCode, Sheet, Submission
from tests import sample_files as sample
from tests.test_sheet import at_item, go_to, sheet_of
from tests.test_submission import SUBMIT, to_check

B1, B2, B4, PLAIN = 33, 34, 36, 1
DECISION = "Số 123/QĐ-UBND ngày 12/03/2026 của UBND tỉnh"


def rows(stage, **equals):
    return sorted(stage.rows(Evidence, **equals), key=lambda row: row.id)


async def at_evidence(stage, number, unit="Cục Hải quan", role=Role.LEADER):
    """A person of a unit looking at the evidence of an item."""
    phone = await at_item(stage, number, unit, role)
    await phone.tap("📎 Minh chứng")
    return phone


async def proven(stage, number=B4, unit="Cục Hải quan", content=None, name="qd.pdf"):
    """A unit's person who has sent a file for an item."""
    phone = await at_evidence(stage, number, unit)
    await phone.send_file(name, content or sample.pdf())
    return phone


async def reads(phone, data):
    """Presses a button of one's own making, on the living card."""
    await phone.send("/start")
    await phone.tap_data(data)
    return phone.card


async def hands_in(phone):
    await to_check(phone)
    await phone.tap("📤 ")


def move_to(stage, goal):
    def work(session):
        latest_period(session, 1).stage = goal

    stage.do(work)


# -- sending ----------------------------------------------------------------------------------


async def test_a_photo_sent_right_at_the_item_becomes_its_evidence(either_stage):
    phone = await at_item(either_stage, PLAIN)
    before = len(phone.posts)
    await phone.send_photo(sample.photo_from_a_phone())
    row = rows(either_stage)[0]

    assert "Đã nhận minh chứng" in phone.card
    assert "📎 Minh chứng: 1" in phone.card
    assert (row.code, row.kind, row.sheet_id) == ("I.1.1", EvidenceKind.IMAGE, sheet_of(phone))
    assert either_stage.store.get(row.sha256)
    assert len(phone.posts) == before

    await phone.tap("Bổ sung sau" if "Bổ sung sau" in " ".join(phone.buttons) else "Về nội dung")

    assert "📎 Minh chứng (1)" in phone.buttons


async def test_an_album_of_five_leaves_one_card_with_five_pieces(stage):
    phone = await at_evidence(stage, B4)
    cards = len(phone.posts)
    album = stage.world.next_album()
    for side in range(5):
        content = sample.picture(size=(60 + side, 40))
        await phone.send_photo(content, album=album, settle=False)
    await stage.settle()

    assert "📎 Minh chứng: 5" in phone.card
    assert len(rows(stage)) == 5
    assert len(phone.posts) == cards


async def test_the_same_file_on_the_same_item_is_nothing_new(either_stage):
    phone = await proven(either_stage)
    await phone.send_file("ten-khac.pdf", sample.pdf())

    assert "đã có ở nội dung này" in phone.card
    assert len(rows(either_stage)) == 1


async def test_an_update_delivered_twice_makes_one_piece(either_stage):
    phone = await at_evidence(either_stage, B4)
    await phone.send_file("qd.pdf", sample.pdf(), settle=False)
    raws = await either_stage.pull()
    for _ in range(2):
        await either_stage.app.accept(raws)
        await either_stage.settle()

    assert len(rows(either_stage)) == 1
    assert "Đã nhận minh chứng" in phone.card


async def test_a_restart_between_sending_and_taking_loses_nothing(stage):
    phone = await at_evidence(stage, B4)
    await phone.send_file("qd.pdf", sample.pdf(), settle=False)
    raws = await stage.pull()
    stage.do(lambda session: inbox.accept(session, raws, stage.clock()))
    await stage.restart()

    assert "1. 📄 qd.pdf" in phone.card
    assert [row.name for row in rows(stage)] == ["qd.pdf"]

    await stage.restart()
    await phone.tap("1. qd.pdf")
    await phone.tap("Xem tệp")

    assert phone.files == [("qd.pdf", sample.pdf())]


async def test_a_name_of_a_thousand_characters_is_cut_and_keeps_its_ending(either_stage):
    phone = await proven(either_stage, name="Quyết định " * 91 + ".pdf")
    row = rows(either_stage)[0]

    assert len(row.name) <= 100
    assert row.name.endswith(".pdf")
    assert "Quyết định Quyết định" in phone.card


async def test_an_item_takes_twenty_documents_and_no_more(stage):
    phone = await at_evidence(stage, B4)
    for number in range(PIECES_AT_MOST):
        await phone.send(f"https://bao.vn/tin/{number}")
    await phone.send("https://bao.vn/tin/nua")

    assert "tối đa 20 tài liệu" in phone.card
    assert len(rows(stage)) == PIECES_AT_MOST

    await phone.tap("◀️")

    assert "9. 🔗 https://bao.vn/tin/8" in phone.card

    await phone.tap("▶️")

    assert "20. 🔗 https://bao.vn/tin/19" in phone.card


async def test_the_colleague_who_looks_at_the_item_sees_the_new_evidence(stage):
    colleague = await at_item(stage, PLAIN, role=Role.OFFICER)
    phone = await at_evidence(stage, PLAIN)
    await phone.send_file("qd.pdf", sample.pdf())

    assert "📎 Minh chứng: 1" in colleague.card


async def test_the_history_of_the_item_names_the_file_that_came_and_went(stage):
    phone = await proven(stage)
    await phone.send(DECISION)
    await phone.tap("1. qd.pdf")
    await phone.tap("Xóa")
    await phone.tap("🗑")
    await phone.tap_data(f"sheet.history:{sheet_of(phone)}:{B4}")

    assert "gửi minh chứng “qd.pdf”" in phone.card
    assert "ghi số, ngày ban hành của “qd.pdf”" in phone.card
    assert "xóa minh chứng “qd.pdf”" in phone.card


# -- what counts without evidence -------------------------------------------------------------


async def test_an_item_that_needs_evidence_counts_nothing_until_it_has_some(either_stage):
    phone = await at_item(either_stage, B4)
    await phone.send("2")

    assert "0 điểm (chưa có minh chứng)" in phone.card

    await go_to(phone, B4)

    assert "chưa có minh chứng nên chưa được tính điểm" in phone.card

    await phone.tap_data(f"sheet.show:{sheet_of(phone)}")

    assert phone.points == "0"
    assert "1 nội dung chưa có minh chứng nên chưa được tính điểm: B.4" in phone.card

    await phone.tap("📎 Minh chứng B.4")
    await phone.send_file("qd.pdf", sample.pdf())
    await phone.tap_data(f"sheet.show:{sheet_of(phone)}")

    assert phone.points == "5"
    assert "📎 Minh chứng B.4" in phone.buttons  # its decision is still to be named
    assert either_stage.rows(Sheet, id=sheet_of(phone))[0].points == 5

    await phone.tap("📎 Minh chứng B.4")
    await phone.tap("1. qd.pdf")
    await phone.tap("Xóa")
    await phone.tap("🗑")
    await phone.tap_data(f"sheet.show:{sheet_of(phone)}")

    assert phone.points == "0"
    assert either_stage.rows(Sheet, id=sheet_of(phone))[0].points == 0


async def test_an_answer_of_none_asks_for_no_evidence(stage):
    phone = await at_item(stage, B4)
    await phone.send("0")
    await phone.tap_data(f"sheet.show:{sheet_of(phone)}")

    assert "chưa có minh chứng" not in phone.card

    await phone.tap("Phần B")

    assert "chưa có minh chứng" not in phone.card


async def test_the_check_list_names_what_the_evidence_leaves_open(stage):
    phone = await at_item(stage, B1)
    await phone.send("1")
    await go_to(phone, B4)
    await phone.send("2")
    await proven(stage)
    await to_check(phone)

    assert "1 nội dung chưa có minh chứng nên chưa được tính điểm: B.1" in phone.card
    assert "chưa ghi số, ngày, cơ quan ban hành quyết định: B.4" in phone.card

    await phone.tap("📎 Minh chứng B.1")

    assert phone.card.startswith("B.1.")

    await phone.send_file("qd.pdf", sample.pdf())
    await phone.send(DECISION)
    await to_check(phone)

    assert "dùng nhiều lần (B.1 và B.4)" in phone.card


async def test_what_is_handed_in_is_what_was_shown_and_the_receipt_covers_the_evidence(stage):
    phone = await at_item(stage, PLAIN)
    await phone.tap("95%")
    await go_to(phone, B4)
    await phone.send("2")
    await proven(stage)
    await phone.send(DECISION)
    await at_evidence(stage, PLAIN + 1)
    await phone.send("https://bao.vn/tin")
    await to_check(phone)

    assert phone.points == "100"

    await phone.tap(SUBMIT)
    row = stage.rows(Submission)[0]
    kept = json.loads(row.entries)

    assert row.points == 100
    assert kept["B.4"]["evidence"] == [
        {
            "sha256": rows(stage)[0].sha256,
            "name": "qd.pdf",
            "number": "123/QĐ-UBND",
            "date": "2026-03-12",
            "issuer": "UBND tỉnh",
        }
    ]
    assert "evidence" not in kept["I.1.1"]
    assert kept["I.1.2"] == {
        "answer": None,
        "evidence": [{"url": "https://bao.vn/tin"}],
        "note": "",
        "points": "0.00",
    }


# -- the decision -----------------------------------------------------------------------------


async def test_a_decision_is_asked_for_and_named_in_one_message(either_stage):
    phone = await proven(either_stage)

    assert "Tài liệu 1: đề nghị nhập số, ngày và cơ quan ban hành" in phone.card

    await phone.send(DECISION)
    row = rows(either_stage)[0]

    assert "Đã lưu: Số 123/QĐ-UBND ngày 12/03/2026, UBND tỉnh" in phone.card
    assert "đề nghị nhập số" not in phone.card
    assert (row.doc_number, row.doc_on.isoformat(), row.issuer) == (
        "123/QĐ-UBND",
        "2026-03-12",
        "UBND tỉnh",
    )


async def test_what_is_written_under_the_file_may_name_the_decision(stage):
    phone = await at_item(stage, B4)
    await phone.send_file("qd.pdf", sample.pdf(), caption=DECISION)

    assert "Số 123/QĐ-UBND ngày 12/03/2026, UBND tỉnh" in phone.card
    assert "đề nghị nhập số" not in phone.card

    await phone.send_file("b.pdf", sample.pdf(2), caption="ảnh chụp hôm qua")

    assert "Tài liệu 2: đề nghị nhập số" in phone.card


async def test_an_item_that_asks_for_no_decision_asks_for_none(stage):
    phone = await proven(stage, PLAIN)

    assert "đề nghị nhập số" not in phone.card


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Số 123/QĐ-UBND của UBND tỉnh", "Còn thiếu: ngày, tháng, năm ban hành"),
        ("ngày 12/03/2026 của UBND tỉnh", "Còn thiếu: số, ký hiệu"),
        ("Số 123/QĐ-UBND ngày 12/03/2026", "Còn thiếu: cơ quan ban hành"),
        ("Số 1/QĐ ngày 31/02/2026 của Bộ Tài chính", "Không có ngày “ngày 31/02/2026” trong lịch"),
        ("Số 1/QĐ ngày 10/11/2026 của Bộ Tài chính", "Ngày 10/11/2026 chưa đến"),
    ],
)
async def test_a_decision_half_named_is_refused_with_what_is_missing(stage, typed, answer):
    phone = await proven(stage)
    await phone.send(typed)

    assert answer in phone.card
    assert rows(stage)[0].doc_number == ""

    await phone.send(DECISION)

    assert rows(stage)[0].doc_number == "123/QĐ-UBND"


async def test_a_decision_without_a_document_is_not_kept(stage):
    phone = await at_evidence(stage, B4)
    await phone.send(DECISION)

    assert "Không có tài liệu nào đang chờ số văn bản" in phone.card


async def test_a_piece_can_be_named_anew(stage):
    phone = await proven(stage)
    await phone.send(DECISION)
    await phone.tap("1. qd.pdf")
    await phone.tap("Số, ngày, cơ quan ban hành")
    await phone.send("45/QĐ-BTC; 01/02/2026; Bộ Tài chính")

    assert "Đã lưu: Số 45/QĐ-BTC ngày 01/02/2026, Bộ Tài chính" in phone.card
    assert rows(stage)[0].doc_key == "45/qd-btc@2026"


# -- used twice -------------------------------------------------------------------------------


async def test_a_file_used_for_another_item_is_told_to_the_unit(either_stage):
    await proven(either_stage, B1)
    phone = await proven(either_stage, B4)

    assert "Tệp này đã dùng ở B.1; một thành tích chỉ tính một lần" in phone.card
    assert phone.card.startswith("✅ Đã nhận minh chứng.\n⚠️ Tệp này đã dùng ở B.1")

    await phone.tap("1. qd.pdf")

    assert "đã dùng ở B.1" in phone.card


@pytest.mark.parametrize(
    "again", ["số 0123/qđ - ubnd, 12/03/2026, UBND tinh", "123/QD–UBND; 01/02/2026; UBND tỉnh"]
)
async def test_a_number_is_the_same_whatever_its_case_and_spaces(stage, again):
    phone = await proven(stage, B1)
    await phone.send(DECISION)
    await proven(stage, B4, content=sample.pdf(2))
    await phone.send(again)

    assert "đã dùng ở B.1; một thành tích chỉ tính một lần" in phone.card


async def test_the_other_sheet_of_the_year_is_named_unless_it_is_the_same_item(either_stage):
    await either_stage.head()
    either_stage.open_period(code=PeriodCode.MID_YEAR)
    phone = await proven(either_stage, B1)
    either_stage.open_period()
    for number, told in ((B1, False), (B4, True)):
        await phone.tap_data(f"evidence.show:{_latest(either_stage, phone)}:{number}")
        await phone.send_file("qd.pdf", sample.pdf())

        assert ("B.1 (Sơ kết 6 tháng đầu năm 2026)" in phone.card) is told

    await phone.tap_data(f"evidence.of:{_latest(either_stage, phone)}:{B4}")

    assert "Tệp này đã dùng ở B.1;" in phone.card


def _latest(stage, phone):
    return max(row.id for row in stage.rows(Sheet, unit_id=_unit(stage, phone)))


async def test_the_same_number_of_another_year_is_another_decision(stage):
    phone = await proven(stage, B1)
    await phone.send(DECISION)
    await proven(stage, B4, content=sample.pdf(2))
    await phone.send("Số 123/QĐ-UBND ngày 12/03/2025 của UBND tỉnh")

    assert "một thành tích chỉ tính một lần" not in phone.card


async def test_a_page_is_known_again_by_its_address(stage):
    phone = await at_evidence(stage, B1)
    await phone.send("https://Bao.vn/tin-1/")
    await at_evidence(stage, B4)
    await phone.send("http://bao.vn/tin-1#dau")

    assert "Đường dẫn này đã dùng ở B.1" in phone.card


async def test_what_two_units_use_is_told_to_who_checks_both_and_not_to_the_units(either_stage):
    first = await proven(either_stage, B4, "Cục Hải quan")
    second = await proven(either_stage, B4, "Kho bạc")
    head = await either_stage.head()

    for phone in (first, second):
        assert "Đơn vị khác" not in phone.card
        for data in ("evidence.show", "evidence.of"):
            assert "Đơn vị khác" not in await reads(
                phone, f"{data}:{_sheet(either_stage, phone)}:36"
            )
    assert "Đơn vị khác cũng sử dụng: B.4 (Kho bạc" in await reads(
        head, f"evidence.of:{_sheet(either_stage, first)}:{B4}"
    )

    move_to(either_stage, Stage.REVIEW)

    assert "Đơn vị khác cũng sử dụng" in await reads(
        second, f"evidence.of:{_sheet(either_stage, first)}:{B4}"
    )


def _sheet(stage, phone):
    """The sheet of the phone's unit."""
    return stage.rows(Sheet, unit_id=_unit(stage, phone))[0].id


def _unit(stage, phone):
    def work(session):
        return access.actor(session, phone.user_id, local_date(stage.clock())).seat.unit_id

    return stage.do(work)


async def test_the_heads_own_unit_is_not_told_what_others_use(stage):
    await proven(stage, B4, "Cục Hải quan")
    head = await proven(stage, B4, "Cục Thuế")

    def told(session):
        today = local_date(stage.clock())
        me = access.actor(session, head.user_id, today)
        found = access.own_sheet(session, me, sheet, today)
        return cross_duplicates(session, me, found, today)

    sheet = _sheet(stage, head)

    assert stage.do(told) == {}


# -- links ------------------------------------------------------------------------------------


async def test_a_link_is_shown_and_never_fetched(stage, monkeypatch):
    phone = await at_evidence(stage, B4)
    reached = []
    monkeypatch.setattr(socket.socket, "connect", lambda *where: reached.append(where))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *where, **_: reached.append(where) or [])
    for url in ("http://127.0.0.1/admin", "http://10.0.0.1", "https://bao.vn/tin"):
        await phone.send(url)

        assert url in phone.card
    assert not reached
    assert [row.url for row in rows(stage)] == [
        "http://127.0.0.1/admin",
        "http://10.0.0.1",
        "https://bao.vn/tin",
    ]


async def test_only_a_link_that_everybody_can_reach_has_a_button(stage):
    phone = await at_evidence(stage, B4)
    await phone.send("http://127.0.0.1/admin")
    await phone.tap("1. http")

    assert "http://127.0.0.1/admin" in phone.card
    assert not any("Mở" in label for label in phone.buttons)

    await phone.tap("Danh sách")
    await phone.send("https://bao.vn/tin")
    await phone.tap("2. https")

    assert "🔗 Mở https://bao.vn/tin" in phone.buttons


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "ftp://bao.vn/tin",
        "http://",
        "https://user:secret@bao.vn/",
        "www.bao.vn/tin",
        "https://bao.vn/tin moi",
    ],
)
async def test_what_is_no_address_of_a_page_is_refused(stage, typed):
    phone = await at_evidence(stage, B4)
    await phone.send(typed)

    assert "Đường dẫn chưa hợp lệ" in phone.card
    assert not rows(stage)


async def test_an_address_of_more_than_a_thousand_characters_is_refused(stage):
    phone = await at_evidence(stage, B4)
    await phone.send("https://bao.vn/" + "a" * 1000)

    assert "tối đa 1000 ký tự" in phone.card
    assert not rows(stage)


# -- taking away ------------------------------------------------------------------------------


async def test_a_piece_is_taken_away_after_a_question_and_can_come_back(either_stage):
    phone = await proven(either_stage)
    await phone.tap("1. qd.pdf")
    await phone.tap("Xóa")

    assert len(rows(either_stage, removed_at=None)) == 1

    await phone.tap("Giữ lại")
    await phone.tap("Xóa")
    again = phone.data("🗑")
    await phone.tap("🗑")

    assert "📎 Minh chứng: 0" in phone.card
    assert [row.removed_at is None for row in rows(either_stage)] == [False]

    await phone.tap_data(again)

    assert "Tài liệu này không còn" in phone.card

    await phone.tap_data(f"evidence.show:{sheet_of(phone)}:{B4}")
    await phone.send_file("qd.pdf", sample.pdf())

    assert "Đã nhận minh chứng" in phone.card
    assert [row.removed_at is None for row in rows(either_stage)] == [False, True]


async def test_a_sheet_handed_in_lets_its_evidence_be_seen_and_not_be_changed(stage):
    phone = await proven(stage)
    sheet, piece = sheet_of(phone), rows(stage)[0].id
    await go_to(phone, PLAIN)
    await phone.tap("95%")
    await hands_in(phone)

    assert "đã nộp" in await reads(phone, f"evidence.remove:{piece}")

    await phone.tap_data(f"evidence.describe:{piece}")
    await phone.send(DECISION)

    assert "đã nộp" in phone.card

    await phone.tap_data(f"evidence.show:{sheet}:{B4}")
    await phone.send_file("b.pdf", sample.pdf(2))

    assert "không cần gửi tệp" in phone.card

    await phone.tap_data(f"sheet.item:{sheet}:{B4}")
    await phone.tap("📎 Minh chứng (1)")
    await phone.tap("1. qd.pdf")

    assert phone.buttons == ["📥 Xem tệp", "◀️ Danh sách minh chứng"]

    await phone.tap("Xem tệp")

    assert phone.files == [("qd.pdf", sample.pdf())]
    assert [(row.removed_at, row.doc_number) for row in rows(stage)] == [(None, "")]


async def test_what_comes_with_an_explanation_proves_nothing_of_what_was_handed_in(stage):
    phone = await at_item(stage, B4)
    await phone.send("2")
    sheet = sheet_of(phone)
    given = act.Given(EvidenceKind.PDF, "a" * 64, "qd.pdf", 100)

    def work(session, *, later):
        now = stage.clock()
        me = access.actor(session, phone.user_id, local_date(now))
        found = access.own_sheet(session, me, sheet, local_date(now), lock=True)
        return act.add_evidence(session, me, found, "B.4", given, "", now, later=later).new

    assert stage.do(lambda session: work(session, later=True))

    await phone.tap_data(f"sheet.show:{sheet}")

    assert phone.points == "0"

    # The sheet is returned, and the same file comes with it again.
    assert not stage.do(lambda session: work(session, later=False))

    await phone.tap_data(f"sheet.show:{sheet}")

    assert phone.points == "5"


# -- who may look -----------------------------------------------------------------------------


async def test_another_units_evidence_cannot_be_touched(either_stage):
    phone = await proven(either_stage)
    sheet, piece = sheet_of(phone), rows(either_stage)[0].id
    other = await either_stage.joins("Kho bạc")
    for data in (
        f"evidence.show:{sheet}:{B4}",
        f"evidence.piece:{piece}",
        f"evidence.see:{piece}",
        f"evidence.describe:{piece}",
        f"evidence.drop:{piece}",
        f"evidence.remove:{piece}",
    ):
        assert "của đơn vị khác" in await reads(other, data), data
    for data in (
        f"evidence.of:{sheet}:{B4}",
        f"evidence.send:{piece}",
        f"evidence.all:{sheet}:{B4}:0",
    ):
        assert (await reads(other, data)).startswith("⚠️"), data
        assert "qd.pdf" not in other.card
    assert not other.files
    assert rows(either_stage)[0].removed_at is None


async def test_a_member_looks_at_evidence_once_the_table_is_open_and_not_before(stage):
    phone = await proven(stage)
    sheet, piece = sheet_of(phone), rows(stage)[0].id
    member = await stage.joins("Kho bạc")
    for closed in (Stage.SCORING, Stage.APPRAISAL):
        move_to(stage, closed)

        assert "qd.pdf" not in await reads(member, f"evidence.of:{sheet}:{B4}")
    for opened in (Stage.REVIEW, Stage.LOCKED, Stage.PUBLISHED):
        move_to(stage, opened)

        assert "qd.pdf" in await reads(member, f"evidence.of:{sheet}:{B4}")
    await member.tap_data(f"evidence.send:{piece}")

    assert member.files == [("qd.pdf", sample.pdf())]
    assert "của đơn vị khác" in await reads(member, f"evidence.remove:{piece}")


async def test_the_head_and_an_observer_read_it_and_change_nothing(stage):
    phone = await proven(stage)
    sheet, piece = sheet_of(phone), rows(stage)[0].id
    for reader in (await stage.head(), await stage.joins("", Role.OBSERVER)):
        assert "1. 📄 qd.pdf" in await reads(reader, f"evidence.of:{sheet}:{B4}")

        await reader.tap("1. qd.pdf")

        assert reader.files == [("qd.pdf", sample.pdf())]
        assert "của đơn vị khác" in await reads(reader, f"evidence.remove:{piece}")


async def test_a_stranger_is_told_nothing(stage):
    phone = await proven(stage)
    stranger = stage.stranger()
    await stranger.send("/start")
    for data in (f"evidence.of:{sheet_of(phone)}:{B4}", f"evidence.send:{rows(stage)[0].id}"):
        await stranger.tap_data(data)

        assert "qd.pdf" not in stranger.text
    assert not stranger.files


@pytest.mark.parametrize(
    "data",
    [
        "evidence.piece:99999",
        "evidence.see:99999",
        "evidence.send:99999",
        "evidence.remove:99999",
        "evidence.piece:x",
        "evidence.show:1:99",
        "evidence.show:1",
        "evidence.of:99999:1",
        "evidence.all:1:99:0",
    ],
)
async def test_a_forged_button_is_refused_with_a_sentence(stage, data):
    phone = await proven(stage)

    assert (await reads(phone, data)).startswith("⚠️")
    assert not phone.files


async def test_the_way_back_from_the_evidence_is_to_where_it_is_appraised(stage):
    phone = await at_item(stage, PLAIN)
    await phone.tap("95%")
    await proven(stage, PLAIN)
    await hands_in(phone)
    head = await stage.head()
    move_to(stage, Stage.APPRAISAL)
    await reads(head, f"evidence.of:{_sheet(stage, phone)}:{PLAIN}")

    assert head.data("Về nội dung") == f"appraisal.item:{_sheet(stage, phone)}:{PLAIN}"


async def test_the_head_reads_the_evidence_from_the_board(stage):
    phone = await at_item(stage, PLAIN)
    await phone.tap("95%")
    await at_evidence(stage, PLAIN)
    await phone.send_photo(sample.picture())
    await phone.send_photo(sample.picture(size=(80, 40)))
    workbook = sample.xlsx()
    await phone.send_file("bang.xlsx", workbook)
    await phone.send("https://bao.vn/tin")
    head = await stage.head()
    await reads(head, f"board.sheet:{sheet_of(phone)}:0")
    await head.tap("📎 I.1.1 (4)")

    assert "🔗 Mở https://bao.vn/tin" in head.buttons

    await head.tap("Gửi tất cả")

    assert len(head.files) == 3
    assert head.files[-1] == ("bang.xlsx", workbook)

    await head.tap("Về bảng tự chấm điểm")

    assert "📎 I.1.1 (4)" in head.buttons


async def test_a_member_who_may_read_points_by_setting_is_not_offered_the_evidence(stage):
    phone = await at_item(stage, PLAIN)
    await phone.tap("95%")
    await proven(stage, PLAIN)

    def always(session):
        session.get_one(access.Cluster, 1).points_visible = "always"

    stage.do(always)
    member = await stage.joins("Kho bạc")

    assert "95%" in await reads(member, f"board.sheet:{sheet_of(phone)}:0")
    assert not any("📎" in label for label in member.buttons)


async def test_a_file_that_is_refused_leaves_the_item_as_it_was(stage):
    phone = await at_item(stage, B4)
    await phone.send("2")
    await at_evidence(stage, B4)
    await phone.send_file("qd.pdf", sample.EXE)

    assert phone.card.startswith("⚠️")
    assert not rows(stage)
    assert len(stage.rows(Entry)) == 1
