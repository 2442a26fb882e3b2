"""Choosing k of n, putting in order, answering in words."""

import pytest
from markupsafe import Markup

from handlers.ballot_choosing import Uncast
from handlers.screen import Screen
from models.actions import casting
from models.envelope import read_ballot
from models.post import Card
from models.rules.motion import Form, MotionKind, Option, Terms
from models.rules.presets import PRESETS
from tests.sessions import Sitting

VOTER = "Hải quan"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃ"


def several(count):
    return [Option(f"k{number}", f"Đơn vị {LETTERS[number]}") for number in range(count)]


def seats(count):
    return Terms((PRESETS["more_than_half"].threshold,), seats=count)


async def at_the_paper(stage, kind=MotionKind.CHOICE, form=Form.SECRET, **about):
    """A voter in front of the ballot paper of one open motion."""
    phone = await stage.joins(VOTER)
    sitting = Sitting(stage)
    sitting.by(casting.acknowledge, who=VOTER)
    motion = sitting.add(kind, form, **about)
    sitting.open()
    await stage.later(seconds=2)
    await phone.tap("🗳 Bỏ phiếu")
    return phone, sitting, motion


def inside(stage, sitting, motion):
    """What the only envelope holds, opened as the opener would."""
    sealed = [each.sealed for each in sitting.envelopes(motion)]
    (plain,) = stage.keys.unseal(sitting.motion(motion).seal, sealed)
    return list(read_ballot(plain)[1])


async def test_one_of_several_is_one_press_and_a_confirmation(either_stage):
    phone, sitting, motion = await at_the_paper(
        either_stage, MotionKind.HEAD, options=several(3), terms=seats(1)
    )
    assert phone.buttons[:4] == ["1. Đơn vị A", "2. Đơn vị B", "3. Đơn vị C", "Không chọn ai"]
    await phone.tap("2. Đơn vị B")
    await phone.tap("Chọn lại")
    await phone.tap("3. Đơn vị C")
    await phone.tap("Xác nhận")

    assert inside(either_stage, sitting, motion) == ["k2"]


async def test_who_stands_alone_is_approved_or_not(stage):
    phone, sitting, motion = await at_the_paper(stage, MotionKind.DEPUTY, options=several(1))
    assert "Ứng cử: Đơn vị A" in phone.card
    await phone.tap("Không đồng ý")
    await phone.tap("Xác nhận")

    assert inside(stage, sitting, motion) == ["no"]


async def test_two_of_four_are_set_and_taken_back_and_a_third_is_refused(either_stage):
    phone, sitting, motion = await at_the_paper(either_stage, options=several(4), terms=seats(2))
    await phone.tap("1. Đơn vị A")
    assert "đã chọn 1" in phone.card
    assert phone.buttons[0] == "☑️ 1. Đơn vị A"
    await phone.tap("4. Đơn vị D")
    assert "Tiếp tục (2/2)" in phone.buttons[4]
    await phone.tap("2. Đơn vị B")

    assert "Chỉ được chọn tối đa 2" in phone.card
    assert "Đơn vị" not in phone.toast
    assert [label[0] for label in phone.buttons[:4]] == ["☑", "⬜", "⬜", "☑"]
    await phone.tap("1. Đơn vị A")
    await phone.tap("2. Đơn vị B")
    await phone.tap("Tiếp tục")
    assert "• Đơn vị D\n• Đơn vị B" in phone.card
    await phone.tap("Chọn lại")
    assert "đã chọn 2" in phone.card
    await phone.tap("Tiếp tục")
    await phone.tap("Xác nhận")

    assert sorted(inside(either_stage, sitting, motion)) == ["k1", "k3"]


async def test_a_toggle_that_comes_twice_changes_nothing_twice(stage):
    phone, _sitting, _motion = await at_the_paper(stage, options=several(4), terms=seats(2))
    await phone.tap("1. Đơn vị A", settle=False)
    await phone.tap("1. Đơn vị A")

    assert "đã chọn 1" in phone.card
    assert phone.buttons[0] == "☑️ 1. Đơn vị A"


async def test_choosing_nobody_is_a_vote(stage):
    phone, sitting, motion = await at_the_paper(stage, options=several(4), terms=seats(2))
    await phone.tap("Không chọn ai")
    assert "Không chọn ai (không có ý kiến)" in phone.card
    await phone.tap("Xác nhận")

    assert inside(stage, sitting, motion) == []


async def test_thirty_options_are_paged_and_marks_stay(stage):
    phone, sitting, motion = await at_the_paper(stage, options=several(30), terms=seats(3))
    assert len([label for label in phone.buttons if "Đơn vị" in label]) == 8
    await phone.tap("2. Đơn vị B")
    for _ in range(3):
        await phone.tap("▶️")
    assert phone.buttons[:6][-1] == "⬜ 30. Đơn vị Ã"
    await phone.tap("30. Đơn vị Ã")
    assert phone.buttons[5] == "☑️ 30. Đơn vị Ã"
    await phone.tap("◀️")
    assert phone.buttons[0] == "⬜ 17. Đơn vị Q"
    assert "Đơn vị Q" not in phone.card  # the labels say it all
    await phone.tap("Tiếp tục (2/3)")
    await phone.tap("Xác nhận")

    assert inside(stage, sitting, motion) == ["k1", "k29"]


async def test_nothing_stored_tells_on_which_page_a_choice_was_made(stage):
    phone, _, _ = await at_the_paper(stage, options=several(30), terms=seats(3))
    await phone.tap("1. Đơn vị A")
    on_the_first = kept_readably(stage, phone)
    for _ in range(3):
        await phone.tap("▶️")
    await phone.tap("30. Đơn vị Ã")

    assert kept_readably(stage, phone) == on_the_first
    payloads = [phone.data(label) for label in phone.buttons]
    payloads = [each for each in payloads if each.startswith(("ballot.toggle", "ballot.page"))]
    assert len(payloads) == 7
    assert {len(each.split(":")[3]) for each in payloads} == {16}  # an opaque word, and no page
    assert {each.count(":") for each in payloads} == {3}


def kept_readably(stage, phone):
    """What the card's row says without a key."""
    card = stage.rows(Card, chat_id=phone.user_id)[0]
    shown = {key: value for key, value in card.screen.items() if key != "veiled"}
    return card.route, card.asks, shown


async def test_long_names_are_cut_on_labels_and_whole_in_the_text(stage):
    long = "Ban Quản lý Khu kinh tế Nghi Sơn và các khu công nghiệp"
    options = [Option("a", f"{long} 1"), Option("b", f"{long} 2"), Option("c", "C")]
    phone, _, _ = await at_the_paper(stage, options=options, terms=seats(1))

    assert all(len(label) <= 30 for label in phone.buttons)
    assert f"1. {long} 1\n2. {long} 2" in phone.card


async def test_an_order_is_built_press_by_press(either_stage):
    phone, sitting, motion = await at_the_paper(
        either_stage, MotionKind.RANKING, options=several(3)
    )
    assert "vị trí thứ 1/3" in phone.card
    await phone.tap("3. Đơn vị C", settle=False)
    await phone.tap("3. Đơn vị C")
    assert "1. Đơn vị C" in phone.card
    assert "vị trí thứ 2/3" in phone.card
    await phone.tap("1. Đơn vị A")
    await phone.tap("Bỏ lựa chọn vừa xếp", settle=False)
    await phone.tap("Bỏ lựa chọn vừa xếp")
    assert "vị trí thứ 2/3" in phone.card
    await phone.tap("2. Đơn vị B")
    await phone.tap("1. Đơn vị A", settle=False)
    await phone.tap("1. Đơn vị A")

    assert "1. Đơn vị C\n2. Đơn vị B\n3. Đơn vị A" in phone.card
    await phone.tap("Chọn lại")
    await phone.tap("Bỏ lựa chọn vừa xếp")
    await phone.tap("1. Đơn vị A")
    await phone.tap("Xác nhận")

    assert inside(either_stage, sitting, motion) == ["k2", "k1", "k0"]


async def test_half_an_order_cannot_be_cast(stage):
    phone, sitting, motion = await at_the_paper(stage, MotionKind.RANKING, options=several(3))
    await phone.tap("3. Đơn vị C")
    unit = sitting.unit(VOTER)
    await phone.tap_data(f"ballot.sure:{motion}:{unit}")

    assert "vị trí thứ 2/3" in phone.card
    assert not sitting.envelopes(motion)


async def test_an_open_question_is_answered_in_words(either_stage):
    phone, sitting, motion = await at_the_paper(either_stage, MotionKind.QUESTION, Form.OPEN)
    assert "Đề nghị nhập ý kiến" in phone.card
    await phone.send("x" * 1001)
    assert "⚠️" in phone.card
    await phone.send("Đề nghị họp <sớm> & gọn")
    assert "Phiếu chưa được gửi" in phone.card
    assert "Đề nghị họp <sớm> & gọn" in phone.card
    await phone.tap("Xác nhận")

    assert [vote.said for vote in sitting.open_votes(motion)] == ["Đề nghị họp <sớm> & gọn"]
    assert "Đề nghị họp <sớm> & gọn" in phone.card
    await phone.tap("Bỏ phiếu lại")
    assert "Ý kiến hiện tại" in phone.card
    await phone.send("Không có thêm")
    await phone.tap("Xác nhận")

    assert [vote.said for vote in sitting.open_votes(motion)] == ["Không có thêm"]


@pytest.mark.parametrize("form", [Form.OPEN, Form.SECRET])
async def test_every_screen_is_found_again_after_a_restart(stage, form):
    phone, sitting, motion = await at_the_paper(
        stage, MotionKind.CHOICE, form, options=several(10), terms=seats(3)
    )
    await phone.tap("1. Đơn vị A")
    await phone.tap("▶️")
    await stage.restart()
    await phone.tap("9. Đơn vị I")
    await stage.restart()
    await phone.tap("Tiếp tục (2/3)")
    await stage.restart()
    await phone.tap("Xác nhận")

    if form is Form.OPEN:
        assert sitting.open_votes(motion)[0].marks == ["k0", "k8"]
    else:
        assert inside(stage, sitting, motion) == ["k0", "k8"]


async def test_what_rests_is_as_long_for_any_marks_of_a_long_list(stage):
    phone, _, _ = await at_the_paper(stage, options=several(30), terms=seats(20))
    lengths = set()
    for label in ("1. ", "2. ", "3. ", "4. "):
        await phone.tap(label)
        row = stage.rows(Card, chat_id=phone.user_id)[0]
        lengths.add((len(row.kept["veiled"]), len(row.screen["veiled"])))

    assert len(lengths) == 1


def test_a_choice_is_not_written_out_by_accident():
    shown = Screen(Markup("Lựa chọn: chim hoàng yến"))
    written = repr([Uncast(("hoàng yến",), "hoàng yến"), Screen(Markup(), secretly=("s", shown))])

    assert "hoàng yến" not in written
