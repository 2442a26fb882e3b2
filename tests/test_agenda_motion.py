"""Talks about a motion that is being prepared: its kind, its options, its rules, its place."""

import pytest

from handlers.i18n import translator
from handlers.views import agenda_motion as card_view
from handlers.views import agenda_options as options_view
from models.actions import agenda as session_act
from models.actions import agenda_motion as act
from models.actions import agenda_order as order
from models.cluster import ClusterKind
from models.errors import (
    HiddenCharacters,
    NotForYou,
    NothingTyped,
    NotUnderstood,
    NotYourCluster,
    TextTooLong,
    UnknownButton,
)
from models.errors_vote import (
    MotionChanged,
    NotADraft,
    OptionsNeeded,
    OptionTwice,
    SeatsBeyond,
    SessionDropped,
    ShareNeeded,
    SubjectNeeded,
)
from models.queries.agenda import MotionItem, motion_item
from models.queries.people import MemberUnit
from models.rules.motion import Form, Method, MotionKind, Option, Terms, TieStep
from models.rules.motion_edits import Part
from models.voting import Motion, MotionState
from tests.databases import OTHER_CLUSTER
from tests.sessions import USUAL, Sitting
from tests.test_agenda import OTHER_HEAD, in_order, locked
from tests.test_submission import presses

THIRTY = "\n".join(f"Phương án {number}" for number in range(1, 31))


def motion(stage, number=1):
    return stage.rows(Motion, id=number)[0]


def terms(stage, number=1):
    return motion(stage, number).terms


async def begins(stage, kind):
    """The head adds an item of that kind to an empty session and looks at its card."""
    sitting = Sitting(stage)
    head = await stage.head()
    await presses(head, f"agenda.show:{sitting.id}")
    await head.tap("➕ Thêm nội dung")
    await head.tap(kind)
    return head


# -- the talk -------------------------------------------------------------------------------------


async def test_a_choice_is_put_together_by_taps_and_typed_words(either_stage):
    stage = either_stage
    head = await begins(stage, "Bình chọn")

    assert "Chưa đủ: cần từ 2 đến 30 phương án, hiện có 0" in head.card

    await head.tap("✏️ Nội dung")
    await head.send("Bình chọn  đơn vị <tiêu biểu>\nnăm 2026")
    await head.tap("📋 Phương án (0)")
    for unit in ("Cục Hải quan", "Kho bạc Nhà nước", "Cục Thống kê"):
        await head.tap(f"⬜ {unit}")
    await head.tap("✅ Cục Thống kê")
    await head.send("Không chọn đơn vị nào\n\nĐể năm sau")

    assert "Đã chọn: 4" in head.card

    await head.tap("✅ Xong")

    assert "1. Bình chọn đơn vị <tiêu biểu> năm 2026" in head.card
    assert "Chọn 1 trong 4" in head.card
    assert "Chưa đủ" not in head.card

    await head.tap("🔢 Số được chọn")
    await head.tap("2")

    assert "Chọn 2 trong 4" in head.card

    await head.tap("🗳 Hình thức")
    await head.tap("Phiếu giấy")
    await head.tap("⚖️ Tỷ lệ thông qua")

    assert "• ≥ 80% số đơn vị có quyền biểu quyết · Nghị định 152/2025/NĐ-CP" in head.card
    assert "(có hiệu lực từ 01/07/2025)" in head.card
    assert "91/2017" not in head.card, "its time is over"

    await head.tap("≥ 80% · NĐ 152")

    assert "cần ít nhất 7/8 phiếu" in head.card
    assert terms(stage)["source"] == "Nghị định 152/2025/NĐ-CP"

    await head.send("2/3")

    assert "≥ 2/3 số đơn vị có quyền biểu quyết" in head.card
    assert "cần ít nhất 6/8 phiếu" in head.card

    await head.send("quá bán")

    assert "> 1/2" in head.card
    assert "cần ít nhất 5/8 phiếu" in head.card

    await head.send("6 phiếu")

    assert "cần ít nhất 6/8 phiếu" in head.card
    assert terms(stage)["min_yes"] == 6

    await head.tap("Tính trên số nào")
    await head.tap("số phiếu hợp lệ")

    assert "6/8 phiếu nếu tất cả đơn vị bỏ phiếu" in head.card

    await head.tap("Điều kiện thứ hai")
    await head.tap("≥ 2/3 số đơn vị có mặt")

    assert len(terms(stage)["thresholds"]) == 2

    await head.tap("◀️ Nội dung 1")
    await head.tap("👥 Số cần tham gia")
    await head.tap("3/4")
    await head.tap("Tính theo điểm danh")

    assert "ít nhất 75% có mặt (6/8 đơn vị)" in head.card

    await head.tap("◀️ Nội dung 1")
    await head.tap("🤝 Khi bằng phiếu")
    await head.tap("Xếp lại từ đầu")
    await head.tap("Bốc thăm")
    await head.tap("Cùng được chọn")

    assert "1) Bốc thăm công khai; 2) Cùng được chọn" in head.card
    assert terms(stage)["ties"] == ["lot", "share"]

    await head.tap("◀️ Nội dung 1")
    await head.tap("🏢 Vắng mặt")
    await head.tap("bằng văn bản")
    await head.tap("◀️ Nội dung 1")
    await head.tap("📜 Căn cứ")
    await head.send("Điều 7 Quy chế hoạt động của cụm")

    assert "📜 Căn cứ: Điều 7 Quy chế hoạt động của cụm" in head.card
    assert motion(stage).form is Form.PAPER
    assert terms(stage)["absent"] == "written"


async def test_an_honour_is_for_a_unit_and_words_its_own_title(stage):
    head = await begins(stage, "Khen thưởng")

    assert "chưa chọn đơn vị và hình thức khen thưởng" in head.card

    await head.tap("✏️ Nội dung")
    await head.send("Tên tự đặt")

    assert not motion(stage).title, "first the unit, as its own-unit rule rests on it"

    await presses(head, "agenda.motion:1")
    await head.tap("🏅 Đơn vị, khen thưởng")
    await head.tap("Cục Hải quan")
    await head.tap("Bằng khen")

    assert motion(stage).title == (
        "Đề nghị tặng Bằng khen của Chủ tịch UBND tỉnh cho Cục Hải quan Thanh Hóa"
    )
    assert motion(stage).subject == {"unit": 5, "honour": "BK_CTUBND"}

    await head.tap("🏢 Vắng mặt")
    await head.tap("Đơn vị được xét không bỏ phiếu")

    assert terms(stage)["own_unit"] == "excluded"

    await presses(head, "agenda.honours:1:5")
    await head.tap("Hình thức khác")

    assert motion(stage).title == "Đề nghị khen thưởng Cục Hải quan Thanh Hóa"


@pytest.mark.parametrize(
    ("label", "kind", "title", "form"),
    [
        ("Bảng điểm", "score_table", "Thông qua bảng điểm thi đua năm 2026", "open"),
        ("Xếp thứ tự", "ranking", "Xếp thứ tự các đơn vị năm 2026", "secret"),
        ("Cụm trưởng", "head", "Bầu Cụm trưởng năm 2027", "secret"),
        ("Cụm phó", "deputy", "Bầu Cụm phó năm 2027", "secret"),
        ("Văn bản", "document", "Thông qua văn bản về hoạt động năm 2027", "open"),
        ("Lấy ý kiến", "question", "Lấy ý kiến về phương hướng hoạt động năm 2027", "open"),
    ],
)
async def test_each_kind_begins_with_its_usual_words_and_form(stage, label, kind, title, form):
    await begins(stage, label)
    made = motion(stage)

    assert (made.kind.value, made.title, made.form.value) == (kind, title, form)


async def test_every_screen_of_every_kind_can_be_drawn(stage):
    sitting = Sitting(stage)
    head = await stage.head()
    for after, kind in enumerate(MotionKind):
        await presses(head, f"agenda.add:{sitting.id}:{kind.value}:{after}")
    for number in range(1, 9):
        for part in ("title", "form", "share", "base", "second", "seats", "quorum", "own", "ties",
                     "source"):  # fmt: skip
            await presses(head, f"agenda.part:{number}:{part}")

            assert f"◀️ Nội dung {number}" in head.buttons, part
        for route in ("options", "others", "units"):
            await presses(head, f"agenda.{route}:{number}:9")

            assert head.buttons[-1] == "🏠 Trang chính"
        assert all(len(label) <= 60 for label in head.buttons)


# -- refusals and second presses ------------------------------------------------------------------


async def test_thirty_options_are_taken_and_one_more_is_not(stage):
    head = await begins(stage, "Bình chọn")
    await head.tap("📋 Phương án (0)")
    await head.send(THIRTY)

    assert len(motion(stage).options) == 30

    await head.send("Một phương án nữa")

    assert len(motion(stage).options) == 30
    assert "31" in head.card

    await head.tap("Bớt phương án")
    await head.tap("Phương án 2")
    await head.tap("Phương án 3")

    assert len(motion(stage).options) == 28


async def test_one_candidate_is_approved_or_not_and_one_option_is_no_choice(stage):
    sitting = Sitting(stage)
    one = sitting.unit_options("Cục Hải quan")
    head = sitting.add(MotionKind.HEAD, options=one)
    choice = sitting.add(MotionKind.CHOICE, options=one)

    assert motion_item(motion(stage, head)).method is Method.APPROVE
    assert motion_item(motion(stage, head)).missing is None
    assert isinstance(motion_item(motion(stage, choice)).missing, OptionsNeeded)

    phone = await stage.head()
    await presses(phone, f"agenda.motion:{head}")

    assert "Đồng ý hoặc không đồng ý" in phone.card


async def test_a_button_of_an_older_card_changes_nothing(stage):
    head = await begins(stage, "Văn bản")
    await head.tap("🗳 Hình thức")
    old = head.data("Bỏ phiếu kín")
    await head.tap("Bỏ phiếu kín")
    await presses(head, old)

    assert motion(stage).version == 2, "the same value again changes nothing"

    await presses(head, old.replace("secret", "paper"))

    assert motion(stage).form is Form.SECRET
    with pytest.raises(MotionChanged):
        Sitting(stage).by(act.change, 1, 1, Part.TITLE, "Khác")


async def test_an_item_is_added_once_however_often_it_is_pressed(stage):
    sitting = Sitting(stage)
    head = await stage.head()
    for _ in range(2):
        await presses(head, f"agenda.add:{sitting.id}:document:0")

    assert len(stage.rows(Motion)) == 1
    with pytest.raises(MotionChanged):
        sitting.by(order.add, sitting.id, MotionKind.HEAD, 0, "", str)


async def test_items_change_places_and_are_deleted_once(either_stage):
    stage = either_stage
    sitting = Sitting(stage)
    for title in ("Một", "Hai", "Ba"):
        sitting.add(title=title)
    head = await stage.head()
    await presses(head, "agenda.motion:3")
    up = head.data("⬆️ Lên")
    await head.tap("⬆️ Lên")
    await presses(head, up)

    assert places(stage) == ["Một", "Ba", "Hai"]

    await presses(head, "agenda.motion:1")

    assert "⬆️ Lên" not in head.buttons

    await head.tap("⬇️ Xuống")

    assert places(stage) == ["Ba", "Một", "Hai"]

    await head.tap("🗑 Xóa")
    yes = head.data("🗑 Xóa")
    await head.tap("🗑 Xóa")

    assert places(stage) == ["Ba", "Hai"]
    assert [each.place for each in stage.rows(Motion)] == [2, 1]

    await presses(head, yes)

    assert places(stage) == ["Ba", "Hai"]
    assert "Đã xóa nội dung" in head.card


def places(stage):
    return [each.title for each in sorted(stage.rows(Motion), key=lambda each: each.place)]


async def test_what_was_opened_is_changed_no_more(stage):
    sitting = Sitting(stage)
    number = sitting.add()
    sitting.open()

    for wrong in (
        lambda: sitting.by(act.change, number, 1, Part.TITLE, "Khác"),
        lambda: sitting.by(order.move, number, 1, 2),
        lambda: sitting.by(order.delete, sitting.id, number, 1),
        lambda: sitting.by(act.remove_option, number, 1, "u1"),
    ):
        with pytest.raises(NotADraft):
            wrong()
    head = await stage.head()
    await presses(head, f"agenda.motion:{number}")

    assert head.data("📊 Theo dõi bỏ phiếu") == f"voting.show:{number}"

    await presses(head, f"agenda.part:{number}:form")

    assert motion(stage, number).form is Form.SECRET


async def test_nothing_is_put_on_a_session_that_was_given_up(stage):
    sitting = Sitting(stage)
    number = sitting.add()
    sitting.by(session_act.drop, sitting.id)

    with pytest.raises(SessionDropped):
        sitting.by(act.change, number, 1, Part.TITLE, "Khác")
    with pytest.raises(SessionDropped):
        sitting.by(order.add, sitting.id, MotionKind.HEAD, 1, "", str)


async def test_members_and_other_clusters_change_nothing(stage):
    sitting = Sitting(stage)
    number = sitting.add()
    other = Sitting(stage, cluster=OTHER_CLUSTER, head=OTHER_HEAD)

    with pytest.raises(NotForYou):
        sitting.by(act.change, number, 1, Part.TITLE, "Khác", who="Kho bạc")
    with pytest.raises(NotYourCluster):
        other.by(act.change, number, 1, Part.TITLE, "Khác")
    with pytest.raises(NotYourCluster):
        sitting.by(act.change, 999, 1, Part.TITLE, "Khác")


@pytest.mark.parametrize(
    ("part", "value", "refusal"),
    [
        (Part.TITLE, " ", NothingTyped),
        (Part.TITLE, "x" * 301, TextTooLong),
        (Part.TITLE, "a\u202eb", HiddenCharacters),
        (Part.FORM, "telepathy", UnknownButton),
        (Part.PRESET, "100", UnknownButton),
        (Part.SHARE, "0/3", ShareNeeded),
        (Part.SHARE, "4/3", ShareNeeded),
        (Part.SHARE, "101%", ShareNeeded),
        (Part.SHARE, "nhiều", ShareNeeded),
        (Part.SHARE, "> 100%", ShareNeeded),
        (Part.BASE, "moon", UnknownButton),
        (Part.SECOND, "70-moon", UnknownButton),
        (Part.SECOND, "x-valid", UnknownButton),
        (Part.LEAST, "-1", NotUnderstood),
        (Part.SEATS, "0", SeatsBeyond),
        (Part.SEATS, "²", SeatsBeyond),
        (Part.QUORUM, "0%", ShareNeeded),
        (Part.OWN, "shown", UnknownButton),
        (Part.ABSENT, "x", UnknownButton),
        (Part.MEASURE, "x", UnknownButton),
        (Part.TIES, "lot-lot", UnknownButton),
        (Part.TIES, "x", UnknownButton),
    ],
)
async def test_what_cannot_be_is_refused(stage, part, value, refusal):
    sitting = Sitting(stage)
    number = sitting.add()

    with pytest.raises(refusal):
        sitting.by(act.change, number, 1, part, value)
    assert motion(stage, number).version == 1


async def test_forged_options_are_refused(stage):
    sitting = Sitting(stage)
    number = sitting.add(MotionKind.CHOICE)
    honour = sitting.add(MotionKind.HONOUR)

    def chooses(session, me, unit_id, now):
        act.choose_unit(session, me, number, 1, unit_id, now, wanted=True)

    with pytest.raises(UnknownButton):
        sitting.by(chooses, 999)
    with pytest.raises(UnknownButton):
        sitting.by(act.be_about, number, 1, 1, "", str)
    with pytest.raises(UnknownButton):
        sitting.by(act.be_about, honour, 1, 1, "NOBEL", str)
    with pytest.raises(UnknownButton):
        sitting.by(act.be_about, honour, 1, 999, "", str)
    with pytest.raises(NothingTyped):
        sitting.by(act.add_lines, number, 1, " \n ")
    with pytest.raises(OptionTwice):
        sitting.by(act.add_lines, number, 1, "Một\nMỘT")
    with pytest.raises(UnknownButton):
        sitting.by(order.move, number, 1, 9)
    head = await stage.head()
    for forged in ("agenda.set:1:1:colour:red", "agenda.part:1:colour", "agenda.add:1:coup:2",
                   "agenda.about:2:1:1:99"):  # fmt: skip
        await presses(head, forged)

        assert motion(stage).version == motion(stage, 2).version == 1


async def test_a_title_for_an_honour_needs_its_unit_first(stage):
    sitting = Sitting(stage)
    number = sitting.add(MotionKind.HONOUR)

    with pytest.raises(SubjectNeeded):
        sitting.by(act.change, number, 1, Part.TITLE, "Khác")


async def test_merits_follow_the_options_that_are_chosen(stage):
    locked(stage, answers=in_order(8))
    sitting = Sitting(stage)
    declared = Terms(USUAL.thresholds, ties=(TieStep.CRITERIA,))
    number = sitting.add(MotionKind.CHOICE, terms=declared)

    def chooses(session, me, unit_id, version, now):
        act.choose_unit(session, me, number, version, unit_id, now, wanted=True)

    sitting.by(chooses, 2, 1)
    sitting.by(chooses, 3, 2)
    merits = terms(stage, number)["merits"]

    assert set(merits) == {"u2", "u3"}
    assert merits["u2"][0] > merits["u3"][0]

    sitting.by(act.add_lines, number, 3, "Không đơn vị nào")

    assert terms(stage, number)["merits"] == {}, "words have no points: nothing is compared"


async def test_leaving_the_open_form_takes_back_that_the_own_vote_is_named(stage):
    sitting = Sitting(stage)
    number = sitting.add(MotionKind.HONOUR, Form.OPEN, subject={"unit": 1})
    sitting.by(act.change, number, 1, Part.OWN, "shown")
    sitting.by(act.change, number, 2, Part.FORM, "secret")

    assert terms(stage, number)["own_unit"] == "allowed"


async def test_a_unit_stands_among_the_options_once(stage):
    sitting = Sitting(stage)
    number = sitting.add(MotionKind.CHOICE, options=[Option("u1", "Cục Thuế Thanh Hóa", 1)])

    def chooses(session, me, wanted, now):
        act.choose_unit(session, me, number, 1, 1, now, wanted=wanted)

    sitting.by(chooses, True)

    assert motion(stage, number).version == 1

    sitting.by(chooses, False)
    sitting.by(chooses, False)

    assert motion(stage, number).options == []


def test_thirty_one_units_are_picked_from_page_by_page():
    t = translator("vi")
    members = [
        MemberUnit(number, f"Đơn vị {number} " + "x" * 190, "Đ" * 60, frozenset())
        for number in range(1, 32)
    ]
    options = tuple(Option(f"u{each.unit_id}", each.name, each.unit_id) for each in members[:30])
    item = MotionItem(
        99_999_999, 99_999_999, 12, MotionKind.CHOICE, Form.SECRET, "x" * 300, MotionState.DRAFT,
        1, 9999, {}, options, USUAL, None, None,
    )  # fmt: skip
    seen = []
    for page in range(9):
        screen = options_view.options(item, members, page, t)
        seen += [each.label for row in screen.rows for each in row if each.label[0] in "✅⬜"]

        assert len(str(screen.text)) < 4096
        assert len(screen.rows) <= 6
    for page in range(9):
        assert len(options_view.others(item, page, t).rows) <= 10
    card = card_view.card(item, ClusterKind.CUM, 31, 30, t)

    assert "20 phương án khác" in card.text
    assert len(str(card.text)) < 4096
    assert sum(label.startswith("✅ Đ") for label in seen) >= 30


async def test_the_ladder_holds_every_step_and_still_fits_its_button(stage):
    sitting = Sitting(stage)
    number = sitting.add(MotionKind.CHOICE, options=sitting.unit_options("Kho bạc", "Cục Thuế"))
    head = await stage.head()
    await presses(head, f"agenda.part:{number}:ties")
    for label in ("Xét theo bảng điểm", "Bốc thăm", "Cùng được chọn"):
        await head.tap(label)
    await head.tap("Xếp lại từ đầu")
    for label in ("Xét theo bảng điểm", "Bốc thăm", "Bỏ phiếu lại", "Cùng được chọn"):
        await head.tap(label)

    assert terms(stage, number)["ties"] == ["criteria", "lot", "run_off", "share"]
