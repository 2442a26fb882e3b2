"""Three conferences as the news tells of them, played to the end on everybody's phones.

Points are agreed beforehand, by actions; once the meeting begins there are only taps and words.
"""

from models.meeting import MeetingKind
from tests.conferences import Hall

PROVINCES = "cum-dong-bang-song-hong"


async def test_nine_provinces_review_their_year_and_elect_the_next_head(stage):
    """January 2021: points and honours reviewed, head and deputy elected; one province is away."""
    hall = Hall(stage, PROVINCES, "Quảng Ninh", "cum-cac-tinh.yaml")
    percents = [98, 97, 90, 91, 92, 93, 94, 96, 99]
    await hall.prepare(MeetingKind.PREPARATORY, "I.1", percents)

    await hall.call_the_roll(but=("Hà Nam",))
    await hall.prepare_agenda()
    deputy = 6
    await hall.open(deputy)
    head = {5: "Hải Dương"}
    await hall.vote_all(
        {"": head, "Bắc Ninh": {1: "Không đồng ý", 5: "Ninh Bình"}}, but=("Hà Nam",)
    )
    await hall.wait()

    assert hall.votes(1) == {"yes": 7, "no": 1, "abstain": 0}
    await hall.elect(5, "Tỉnh Hải Dương", "Cụm trưởng")
    await hall.mark(deputy, "Hải Dương")  # it is the head already
    await hall.open()
    await hall.vote_all({"": {deputy: "Ninh Bình"}})
    await hall.end_early(deputy)
    await hall.elect(deputy, "Tỉnh Ninh Bình", "Cụm phó")

    said = await hall.propose()
    assert [line for line in said.splitlines() if line.startswith("•")] == [
        "• Tỉnh Quảng Ninh (hạng 1, 8/9 phiếu): đề nghị tặng",
        "• Tỉnh Hải Dương (hạng 2, 8/9 phiếu): đề nghị tặng",
        "• Tỉnh Bắc Ninh (hạng 3, 8/9 phiếu): đề nghị tặng",
    ]
    assert hall.terms(2027) == {"head": "Tỉnh Hải Dương", "deputy": "Tỉnh Ninh Bình"}
    await hall.keep_minutes("CTĐĐBSH")
    await hall.check_the_record("Thái Bình", opened=6)


async def test_a_bloc_of_ten_shares_its_third_place_and_both_are_proposed(stage):
    """December 2019: a first, a second, two thirds: two flags, two certificates; an election."""
    hall = Hall(stage, "khoi-so-nganh-tong-hop", "Liên minh Hợp tác xã")
    percents = [100, 99, 98, 98, 93, 92, 91, 90, 89, 88]
    await hall.prepare(MeetingKind.YEAR_END, "I.1.1", percents)
    away = ("Sở Tư pháp", "Thanh tra", "Ngân hàng")

    await hall.call_the_roll(but=away)
    await hall.prepare_agenda()
    assert [each.title for each in hall.motions.values()] == [
        "Thông qua bảng điểm thi đua năm 2026",
        "Đề nghị tặng Cờ thi đua của Chính phủ cho Liên minh Hợp tác xã tỉnh",
        "Đề nghị tặng Cờ thi đua của UBND tỉnh cho Cục Thống kê tỉnh",
        "Đề nghị tặng Bằng khen của Chủ tịch UBND tỉnh cho Cục Thuế tỉnh",
        "Đề nghị tặng Bằng khen của Chủ tịch UBND tỉnh cho Kho bạc Nhà nước tỉnh",
        "Bầu Trưởng khối năm 2027",
        "Bầu Phó trưởng khối năm 2027",
    ]
    await hall.open()
    await hall.vote_all({"": {6: "Cục Thống kê", 7: "Sở Tài chính"}}, but=away)
    await hall.wait()

    assert hall.votes(5) == {"yes": 7, "no": 0, "abstain": 0}
    await hall.elect(6, "Cục Thống kê tỉnh", "Trưởng khối")
    await hall.elect(7, "Sở Tài chính", "Phó trưởng khối")
    said = await hall.propose()
    assert [line for line in said.splitlines() if line.startswith("•")] == [
        "• Liên minh Hợp tác xã tỉnh (hạng 1, 7/10 phiếu): đề nghị tặng",
        "• Cục Thống kê tỉnh (hạng 2, 7/10 phiếu): đề nghị tặng",
        "• Cục Thuế tỉnh (hạng 3, 7/10 phiếu): đề nghị tặng",
        "• Kho bạc Nhà nước tỉnh (hạng 3, 7/10 phiếu): đề nghị tặng",
    ]
    assert hall.terms(2027) == {"head": "Cục Thống kê tỉnh", "deputy": "Sở Tài chính"}
    await hall.keep_minutes("KTĐSNTH")
    await hall.check_the_record("Thanh tra", opened=7)


async def test_cluster_ten_agrees_its_points_and_adopts_the_next_agreement(stage):
    """January 2020: points agreed, units honoured, Cục Thuế and Cục Quản lý thị trường elected."""
    hall = Hall(stage, "cum-10-thanh-hoa", "Cục Thuế")
    await hall.prepare(MeetingKind.YEAR_END, "I.1.1", [100, 97, 96, 91, 92, 98, 93, 90])
    away = ("Ngân hàng",)

    await hall.call_the_roll(but=away)
    await hall.prepare_agenda()
    head, deputy, agreement = 6, 7, 8
    await hall.mark(head, "⬜ Cục Thuế")  # the head stands, too
    await hall.add("document", "Thông qua bản giao ước thi đua năm 2027")
    await hall.open()
    everybody = {head: "Cục Thuế", deputy: "Cục Quản lý thị trường"}
    await hall.vote_all({"": everybody, "Cục Hải quan": {head: "Không chọn ai"}}, but=away)
    await hall.wait()

    assert hall.votes(agreement) == {"yes": 7, "no": 0, "abstain": 0}
    assert hall.motions[head].result["abstain"] == 1
    await hall.elect(head, "Cục Thuế Thanh Hóa", "Cụm trưởng")
    await hall.elect(deputy, "Cục Quản lý thị trường Thanh Hóa", "Cụm phó")
    said = await hall.propose()
    assert [line for line in said.splitlines() if line.startswith("•")] == [
        "• Cục Thuế Thanh Hóa (hạng 1, 7/8 phiếu): đề nghị tặng",
        "• Cục Quản lý thị trường Thanh Hóa (hạng 2, 7/8 phiếu): đề nghị tặng",
        "• Cục Thống kê Thanh Hóa (hạng 3, 7/8 phiếu): đề nghị tặng",
        "• Kho bạc Nhà nước tỉnh (hạng 4, 7/8 phiếu): đề nghị tặng",
    ]
    assert hall.terms(2027) == {
        "head": "Cục Thuế Thanh Hóa",
        "deputy": "Cục Quản lý thị trường Thanh Hóa",
    }
    await hall.keep_minutes("CTĐ10")
    await hall.check_the_record("Bảo hiểm", opened=8)
