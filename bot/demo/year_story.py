"""The dates, figures and words of the year of Cụm thi đua số 10 in the demo; made up."""

from datetime import UTC, date, datetime

from models.actions.invited import Answer
from models.actions.movement import Plan
from models.meeting import Reply
from models.rules.calendar import ZONE
from models.rules.meeting import Changes, Part
from models.rules.year_steps import YearStep

YEAR = 2026
HEAD = "Cục Thuế"
THEME = "Kỷ cương, sáng tạo, hoàn thành toàn diện nhiệm vụ năm 2026"
STEPS_DONE = ((YearStep.PLAN, date(YEAR, 2, 24)), (YearStep.SIGNING, date(YEAR, 3, 12)))
REGISTERED_ON = date(YEAR, 3, 27)
REVIEW_MOVED = datetime(YEAR + 1, 1, 13, 8, tzinfo=ZONE).astimezone(UTC)
"""The review of the year, which is usually on the 15th."""
CALLED_ON = date(YEAR, 11, 6)
LINK = "https://maps.app.goo.gl/ThanhHoaCucThue"
MID_YEAR: Changes = {
    Part.ENDS: datetime(YEAR, 7, 9, 11, tzinfo=ZONE).astimezone(UTC),
    Part.PLACE: "Hội trường Cục Thuế Thanh Hóa",
    Part.PROGRAMME: (
        "8:00 Đón tiếp đại biểu\n"
        "8:15 Báo cáo sơ kết 6 tháng đầu năm\n"
        "9:30 Các đơn vị thảo luận\n"
        "10:45 Kết luận"
    ),
}
MID_YEAR_ABSENT = "Ngân hàng Nhà nước"
EXCUSED = Answer(Reply.EXCUSED, why="Dự hội nghị trực tuyến của ngành cùng thời gian")
PREPARATORY: Changes = {
    Part.ENDS: datetime(YEAR, 12, 10, 11, tzinfo=ZONE).astimezone(UTC),
    Part.PLACE: "Phòng họp tầng 3, Cục Thuế Thanh Hóa",
    Part.MAP: LINK,
    Part.PROGRAMME: (
        "8:30 Thông qua kết quả chấm điểm của các đơn vị\n"
        "9:30 Thảo luận, bỏ phiếu xếp hạng\n"
        "10:30 Thống nhất hồ sơ đề nghị khen thưởng"
    ),
}
ANSWERS = {
    "Cục Quản lý thị trường": Answer(Reply.COMES),
    "Cục Dự trữ Nhà nước": Answer(
        Reply.EXCUSED, why="Cục trưởng dự hội nghị của ngành tại Hà Nội cùng ngày"
    ),
    "Ngân hàng Nhà nước": Answer(
        Reply.SUBSTITUTE, delegate="Hoàng Văn Lâm", delegate_title="Phó Giám đốc"
    ),
}
CAMPAIGN = Plan(
    "demo",
    "Thi đua cao điểm quý IV",
    "Hoàn thành 100% chỉ tiêu năm 2026 trước ngày 20/12",
    THEME,
    starts_on=date(YEAR, 10, 12),
    ends_on=date(YEAR, 12, 31),
    register_by=date(YEAR, 11, 20),
    report_on=(date(YEAR, 11, 20), date(YEAR, 12, 20)),
)
PLEDGED = "Hoàn thành các chỉ tiêu được giao trước ngày 20/12"
PROGRESS = {
    "Cục Thuế": (82, "Thu ngân sách đạt 91% dự toán"),
    "Cục Thống kê": (75, ""),
    "Ngân hàng Nhà nước": (60, "Còn hai chỉ tiêu chờ số liệu quý IV"),
    "Cục Hải quan": (70, ""),
    "Cục Quản lý thị trường": (88, ""),
    "Cục Dự trữ Nhà nước": (65, ""),
}
"""Unit -> what it has reported; Kho bạc Nhà nước takes part and has yet to report."""
SAID = (
    "Đề nghị các đơn vị nộp bảng tự chấm điểm đúng hạn 15/11/2026 và kiểm tra kỹ minh chứng "
    "của các điểm thưởng trước khi nộp."
)
READ_BY = ("Cục Thống kê", "Cục Quản lý thị trường", "Ngân hàng Nhà nước")
