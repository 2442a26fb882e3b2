"""Results: told to everybody, read by everybody, and no more of them than may be read."""

import re
from dataclasses import replace

import pytest

from handlers.documents.paper import vote_picture as picture_maker
from handlers.documents.paper.vote_picture import picture_count, picture_data, vote_picture
from handlers.i18n import translator
from handlers.views import results_numbers as numbers
from handlers.views import results_words as words
from models.actions import ballot, casting
from models.actions.ballot import void
from models.errors import NotForYou, NotYourCluster
from models.errors_vote import NoFurtherRound, NotOpenYet, StillOpen
from models.queries.result_votes import fingerprints, named_votes
from models.queries.results import result_for, session_results
from models.rules.motion import (
    SHOWN_FROM,
    Base,
    Form,
    MotionKind,
    Op,
    Option,
    Terms,
    Threshold,
    TieStep,
)
from models.voting import Motion
from tests.databases import OTHER_CLUSTER
from tests.meetings import living
from tests.papers import HOSTILE, assert_telegram_takes_it
from tests.sessions import USUAL, Sitting
from tests.test_group import linked

VI, EN = translator("vi"), translator("en")
THREE = ("Kho bạc", "Ngân hàng", "Hải quan")


def keys_of(sitting, *names):
    return [f"u{sitting.unit(name)}" for name in names or THREE]


def honour(sitting, **given):
    """A secret ballot on a proposal that the sample criteria table knows."""
    subject = {"unit": sitting.unit("Kho bạc"), "honour": "CTD_CP"}
    title = "Đề nghị tặng Cờ thi đua của Chính phủ cho Kho bạc Nhà nước tỉnh"
    return sitting.add(MotionKind.HONOUR, title=title, subject=subject, **given)


def result_of(sitting, motion_id, who="Cục Thuế"):
    stage = sitting.stage
    return stage.do(lambda s: result_for(s, sitting.actor(s, who), motion_id))


async def counted(sitting, motion_id, *choices):
    """A vote opened, cast by the units in their order, and counted."""
    sitting.open(motion_id)
    sitting.cast_all(motion_id, *choices)
    await sitting.run_out(motion_id)
    return result_of(sitting, motion_id)


# -- the talk -------------------------------------------------------------------------------------


async def test_everybody_is_told_and_reads_the_result(either_stage):
    stage = either_stage
    head, member = await stage.joins("Cục Thuế"), await stage.joins("Kho bạc")
    sitting = Sitting(stage)
    source = replace(USUAL, source="Quy chế hoạt động của Cụm, Điều 9")
    first, second = honour(sitting, terms=source), sitting.add(title="Thông qua Quy chế")
    sitting.open(first, second)
    sitting.cast_all(first, *["yes"] * 7, "no")
    sitting.cast_all(second, *["yes"] * 5, "no", "abstain", "abstain")
    before = len(member.texts)
    await stage.later(minutes=61)

    told = [text for text in member.texts[before:] if "Kết quả biểu quyết, bỏ phiếu" in text]
    assert len(told) == 1
    assert "Cụm thi đua số 10 thống nhất đề nghị tặng Cờ thi đua của Chính phủ" in told[0]
    assert "Không đạt tỷ lệ quy định" in told[0]
    await member.tap("Xem kết quả")
    assert "✔ 1. Đề nghị tặng Cờ" in living(member)
    assert "đạt, 7/8 phiếu" in living(member)
    assert "✖ 2. Thông qua Quy chế: không đạt, 5/8 phiếu" in living(member)
    await member.tap("1")
    card = living(member)
    outcome = (
        "Cụm thi đua số 10 thống nhất đề nghị tặng Cờ thi đua của Chính phủ cho "
        "Kho bạc Nhà nước tỉnh."
    )
    for part in (
        outcome,
        "Bỏ phiếu kín",
        "Đơn vị có quyền biểu quyết: 8",
        "Có mặt: 8",
        "Phiếu phát ra: 8",
        "Phiếu thu về: 8",
        "Phiếu hợp lệ: 8",
        "Phiếu không hợp lệ: 0",
        "Không có ý kiến: 0",
        "▰▰▰▰▰▰▰▰▱▱ ✔ Đồng ý: 7 · 87,5%",
        "▰▱▱▱▱▱▱▱▱▱ Không đồng ý: 1 · 12,5%",
        "Số đơn vị tham gia: 8/8, tối thiểu 6",
        "Cần ít nhất 6 phiếu: ≥ 70% của 8 đơn vị có quyền biểu quyết",
        "Căn cứ: Quy chế hoạt động của Cụm, Điều 9",
    ):
        assert part in card
    assert card.index(outcome) < card.index("Đơn vị có quyền")
    assert "Mã đối chiếu của Kho bạc Nhà nước: " in card
    assert "được tặng" not in card
    with pytest.raises(LookupError):
        member.data("Đề nghị khen thưởng")
    await member.tap("Mã đối chiếu các đơn vị")
    assert len(re.findall(": [0-9a-f]{10}$", living(member), re.MULTILINE)) == 8

    await head.tap("Xem kết quả")
    await head.tap("1")
    assert head.data("Đề nghị khen thưởng").startswith("honours.show:")


async def test_the_picture_stands_above_the_list(stage):
    head = await stage.joins("Cục Thuế")
    sitting = Sitting(stage)
    await counted(sitting, honour(sitting), *["yes"] * 8)
    await stage.later(seconds=5)
    await head.tap("Xem kết quả")
    await head.tap("Tất cả kết quả")
    await head.tap("Ảnh")

    photos = [post for post in head.posts if post.file and post.sender != head.user_id]
    assert len(photos) == 1
    assert_telegram_takes_it(photos[0].file.content)


async def test_a_further_round_is_prepared_in_one_tap_and_once(either_stage):
    stage = either_stage
    head = await stage.joins("Cục Thuế")
    sitting = Sitting(stage)
    motion = sitting.add(
        MotionKind.HEAD, title="Bầu Cụm trưởng", options=sitting.unit_options(*THREE)
    )
    a, b, c = keys_of(sitting)
    result = await counted(sitting, motion, a, a, a, a, b, b, b, c)
    assert words.outcome(result, VI).unescape() == (
        "Không đơn vị nào đạt tỷ lệ quy định. Còn 1 chỗ chưa chọn được; cần bỏ phiếu vòng tiếp "
        "theo giữa Kho bạc Nhà nước tỉnh và Ngân hàng Nhà nước Chi nhánh Thanh Hóa."
    )
    await stage.later(seconds=5)
    await head.tap("Xem kết quả")
    data = head.data("Lập vòng tiếp theo")
    await head.tap("Lập vòng tiếp theo")
    await head.tap_data(data)

    rounds = stage.rows(Motion, follows_id=motion)
    assert [each.round for each in rounds] == [2]
    assert {each["key"] for each in rounds[0].options} == {a, b}
    assert head.data("Mở vòng tiếp theo") == f"voting.open:{sitting.id}"


# -- what is refused ------------------------------------------------------------------------------


async def test_nothing_is_told_of_a_vote_that_is_open_or_a_draft(stage):
    sitting = Sitting(stage)
    draft, motion = sitting.add(), honour(sitting)
    sitting.open(motion)
    sitting.cast_all(motion, *["yes"] * 8)

    with pytest.raises(StillOpen):
        result_of(sitting, motion)
    with pytest.raises(NotOpenYet):
        result_of(sitting, draft)
    with pytest.raises(NotForYou):
        result_of(sitting, draft, "Kho bạc")
    found = stage.do(lambda s: session_results(s, sitting.actor(s, "Kho bạc"), sitting.id))
    assert [each.count for each in found.results] == [None]
    assert words.short_outcome(found.results[0], VI) == "đang bỏ phiếu"
    await sitting.run_out(motion)


async def test_an_open_vote_shows_no_result_on_a_phone(stage):
    member = await stage.joins("Kho bạc")
    sitting = Sitting(stage)
    motion = honour(sitting)
    sitting.open(motion)
    sitting.cast_all(motion, *["yes"] * 8)
    await member.send("/start")
    await member.tap_data(f"results.show:{motion}")

    assert "Đồng ý" not in living(member)
    await sitting.run_out(motion)


async def test_another_cluster_reads_nothing(stage):
    sitting = Sitting(stage)
    motion = honour(sitting)
    await counted(sitting, motion, *["yes"] * 8)
    other = Sitting(stage, cluster=OTHER_CLUSTER, head="Liên minh")

    with pytest.raises(NotYourCluster):
        stage.do(lambda s: result_for(s, other.actor(s, "Liên minh"), motion))
    with pytest.raises(NotYourCluster):
        stage.do(lambda s: session_results(s, other.actor(s, "Liên minh"), sitting.id))
    with pytest.raises(NotYourCluster):
        stage.do(lambda s: result_for(s, other.actor(s, "Liên minh"), 10**8))


# -- secrecy --------------------------------------------------------------------------------------


async def test_a_secret_result_says_of_no_unit_what_it_chose(stage):
    sitting = Sitting(stage)
    motion = honour(sitting)
    result = await counted(sitting, motion, *["yes"] * 7, "no")

    assert stage.do(lambda s: named_votes(s, result)) == ()
    shown = stage.do(lambda s: fingerprints(s, result))
    assert len({mark for _, _, mark in shown}) == 8
    assert all(len(mark) == 64 for _, _, mark in shown)


@pytest.mark.parametrize("cast", [SHOWN_FROM - 1, SHOWN_FROM])
async def test_few_valid_ballots_tell_the_outcome_only(stage, cast):
    sitting = Sitting(stage)
    half = replace(USUAL, quorum=(1, 3), thresholds=(Threshold(Op.AT_LEAST, 1, 3, Base.ENTITLED),))
    motion = honour(sitting, terms=half)
    choices = ["yes"] * (cast - 1) + ["no"] + [None] * (8 - cast)
    result = await counted(sitting, motion, *choices)

    few = cast < SHOWN_FROM
    assert result.few is few
    assert result.passed
    assert dict(result.count.votes) == ({} if few else {"yes": 4, "no": 1, "abstain": 0})
    told = {str(what): n for what, n in numbers.numbers(result, VI)}
    assert ("Phiếu hợp lệ" in told) is not few
    assert told["Phiếu thu về"] == cast
    assert numbers.needs(result, VI)[0] == "ít nhất 3 phiếu: ≥ 1/3 của 8 đơn vị có quyền biểu quyết"
    drawn = stage.do(lambda s: session_results(s, sitting.actor(s, "Cục Thuế"), sitting.id))
    assert bool(picture_data(drawn, VI, stage.clock())["results"][0]["votes"]) is not few
    listed = words.short_outcome(result, VI)
    assert listed == ("đạt" if few else "đạt, 4/8 phiếu")


@pytest.mark.parametrize("base", [Base.VALID, Base.YES_NO])
async def test_what_few_ballots_needed_does_not_tell_who_abstained(stage, base):
    sitting = Sitting(stage)
    rules = replace(USUAL, quorum=(1, 3), thresholds=(Threshold(Op.MORE_THAN, 1, 2, base),))
    motion = honour(sitting, terms=rules)
    result = await counted(sitting, motion, "yes", "yes", "abstain", *[None] * 5)

    assert result.passed
    assert numbers.needs(result, VI) == []


# -- forms and kinds ------------------------------------------------------------------------------


async def test_a_vote_by_name_says_who_voted_how(stage):
    member = await stage.joins("Kho bạc")
    sitting = Sitting(stage)
    motion = sitting.add(MotionKind.SCORE_TABLE, Form.OPEN, title="Thông qua bảng tổng hợp điểm")
    result = await counted(sitting, motion, *["yes"] * 6, "no", "abstain")
    await stage.later(seconds=5)
    await member.tap("Xem kết quả")
    assert "Đơn vị đã biểu quyết: 8" in living(member)
    await member.tap("Biểu quyết từng đơn vị")

    votes = stage.do(lambda s: named_votes(s, result))
    assert sorted(each.marks for each in votes) == [("abstain",), ("no",)] + [("yes",)] * 6
    card = living(member)
    assert card.count(": Đồng ý") == 6
    assert card.count(": Không đồng ý") == card.count(": Không có ý kiến") == 1


async def test_answers_to_an_open_question_are_read_by_unit(stage):
    member = await stage.joins("Kho bạc")
    sitting = Sitting(stage)
    motion = sitting.add(MotionKind.QUESTION, Form.OPEN, title="Góp ý", terms=Terms(()))
    sitting.open(motion)
    for _, name in sitting.units()[:7]:
        sitting.by(casting.answer, motion, sitting.unit(name), f"<b>Ý</b> {name} " + "a" * 600,
                   who=name)  # fmt: skip
    await sitting.run_out(motion)
    await stage.later(seconds=5)
    await member.tap("Xem kết quả")
    assert "7 đơn vị đã có ý kiến." in living(member)
    await member.tap("Ý kiến từng đơn vị")
    first = living(member)
    await member.tap("▶️")

    told = first + living(member)
    assert "<b>Ý</b> Kho bạc" in told
    assert told.count("a" * 600) == 7, "opinions are never cut"
    assert max(len(first), len(living(member))) < 4096


async def test_who_is_elected_and_who_shares_a_place(stage):
    sitting = Sitting(stage)
    a, b, c = keys_of(sitting)
    head = sitting.add(MotionKind.HEAD, options=sitting.unit_options(*THREE))
    deputy = sitting.add(MotionKind.DEPUTY, options=sitting.unit_options("Hải quan"))
    half = (Threshold(Op.AT_LEAST, 1, 2, Base.ENTITLED),)
    share = replace(USUAL, thresholds=half, ties=(TieStep.SHARE,))
    two = sitting.add(MotionKind.CHOICE, title="Chọn", options=sitting.unit_options(*THREE),
                      terms=share)  # fmt: skip
    rank = sitting.add(MotionKind.RANKING, options=sitting.unit_options(*THREE), terms=Terms(()))

    result = await counted(sitting, head, *[a] * 6, b, c)
    assert (
        words.outcome(result, VI) == "Hội nghị bầu Kho bạc Nhà nước tỉnh làm Cụm trưởng năm 2027."
    )
    result = await counted(sitting, deputy, *["yes"] * 8)
    assert words.outcome(result, VI) == "Hội nghị bầu Cục Hải quan Thanh Hóa làm Cụm phó năm 2027."
    result = await counted(sitting, two, *[a] * 4, *[b] * 4)
    assert "cùng được chọn" in numbers.tie_words(result, VI)
    assert words.short_outcome(result, VI) == "Kho bạc Nhà nước và Ngân hàng Nhà nước"
    result = await counted(sitting, rank, *[(a, b, c)] * 4, *[(b, a, c)] * 4)
    assert "1. Kho bạc Nhà nước tỉnh; 1. Ngân hàng" in words.outcome(result, VI)
    assert "3. Cục Hải quan" in words.outcome(result, VI)


async def test_equal_votes_and_what_follows(stage):
    sitting = Sitting(stage)
    a, b, c = keys_of(sitting)
    halves = (Threshold(Op.AT_LEAST, 1, 4, Base.ENTITLED),)
    for ties, said in (
        ((TieStep.RUN_OFF,), "cần bỏ phiếu lại giữa các đơn vị này."),
        ((TieStep.LOT,), "cần bốc thăm công khai để phân định."),
    ):
        terms = replace(USUAL, thresholds=halves, ties=ties)
        motion = sitting.add(MotionKind.CHOICE, options=sitting.unit_options(*THREE), terms=terms)
        result = await counted(sitting, motion, *[a] * 3, *[b] * 3, c, c)
        assert words.outcome(result, VI).unescape() == (
            "Kho bạc Nhà nước tỉnh và Ngân hàng Nhà nước Chi nhánh Thanh Hóa có số phiếu bằng "
            f"nhau cho 1 chỗ còn lại; {said}"
        )
        assert not words.outcome(result, EN).startswith("Nobody")


async def test_a_void_vote_says_why(stage):
    member = await stage.joins("Kho bạc")
    sitting = Sitting(stage)
    short, given_up = honour(sitting), honour(sitting)
    result = await counted(sitting, short, "yes", "yes")
    assert words.outcome(result, VI) == (
        "Cuộc bỏ phiếu không có giá trị do không đủ 2/3 số đơn vị tham gia. Phiếu đã gửi không "
        "được mở."
    )
    assert result.count is None
    sitting.open(given_up)
    sitting.by(void, given_up, "Sai <tên> đơn vị")
    await stage.later(seconds=5)
    await member.tap("Xem kết quả")

    assert "Lý do: Sai <tên> đơn vị" in living(member)
    lost = stage.do(lambda s: _lose(s, given_up)) or result_of(sitting, given_up)
    assert "khóa niêm phong không còn" in words.outcome(lost, VI)


def _lose(session, motion_id):
    session.get(Motion, motion_id).void_why = "key_lost"


@pytest.mark.parametrize(
    ("votes", "size", "said"),
    [(7, 8, "87,5%"), (8, 8, "100%"), (2, 3, "66,7%"), (1, 3, "33,3%"), (1, 16, "6,3%"),
     (0, 8, "0%"), (0, 0, "0%")],
)  # fmt: skip
def test_shares_have_one_decimal_half_up(votes, size, said):
    assert numbers.share(votes, size, VI) == said


# -- letters and pictures -------------------------------------------------------------------------


async def test_many_results_are_one_short_letter(stage):
    member = await stage.joins("Kho bạc")
    sitting = Sitting(stage)
    motions = [sitting.add(title=f"Nội dung {n} " + "dài " * 60) for n in range(14)]
    sitting.open()
    for each in motions:
        sitting.cast_all(each, *["yes"] * 8)
    await stage.later(minutes=61)

    assert member.text.count("✔") == 12
    assert "… và 2 nội dung khác." in member.text
    await member.tap("Xem kết quả")
    assert len(living(member)) < 4096
    await member.tap("▶️")
    assert "14. Nội dung 13" in living(member)


async def test_the_group_gets_the_results_in_short_and_nothing_else(stage):
    _, group = await linked(stage)
    await stage.joins("Kho bạc")
    sitting = Sitting(stage)
    motion = honour(sitting)
    sitting.open(motion)
    sitting.cast_all(motion, *["yes"] * 7, "no")
    await stage.later(minutes=61)

    told = [post for post in group.posts if "Kết quả biểu quyết, bỏ phiếu" in post.data["text"]]
    assert len(told) == 1
    text = told[0].data["text"]
    assert "thống nhất đề nghị tặng Cờ thi đua của Chính phủ cho Kho bạc" in text
    assert not re.search("[0-9a-f]{10}", text)
    buttons = told[0].data["reply_markup"]["inline_keyboard"]
    assert [list(each) for row in buttons for each in row] == [["text", "url"]]
    assert "Mã đối chiếu" not in text


async def test_pictures_take_any_names_and_any_number(stage):
    sitting = Sitting(stage)
    for n, name in enumerate(HOSTILE):
        options = [Option("a", name), Option("b", f"{n}")]
        sitting.add(MotionKind.CHOICE, title=f"{name} {name}", options=options)
    motions = [row.id for row in stage.rows(Motion, session_id=sitting.id)]
    sitting.open()
    for each in motions:
        sitting.cast_all(each, *["a"] * 8)
    await sitting.run_out(motions[0])
    found = stage.do(lambda s: session_results(s, sitting.actor(s, "Cục Thuế"), sitting.id))

    leaves = picture_count(found, VI)
    for leaf in range(leaves):
        assert_telegram_takes_it(vote_picture(found, VI, stage.clock(), leaf))
    with pytest.raises(IndexError):
        picture_data(found, VI, stage.clock(), leaves)
    many = replace(found, results=found.results * 6)
    drawn = [picture_data(many, VI, stage.clock(), leaf)["results"]
             for leaf in range(picture_count(many, VI))]  # fmt: skip
    assert sum(map(len, drawn)) == 42 > picture_maker.IN_FULL
    assert not any(each["votes"] for leaf in drawn for each in leaf)


def test_the_head_gets_no_further_round_of_a_result_that_needs_none(flat):
    sitting = Sitting(flat)
    motion = honour(sitting)
    sitting.open(motion)
    sitting.cast_all(motion, *["yes"] * 8)
    sitting.close_early(motion)

    with pytest.raises(NoFurtherRound):
        flat.do(lambda s: ballot.further_round(s, sitting.actor(s, "Cục Thuế"), motion))
