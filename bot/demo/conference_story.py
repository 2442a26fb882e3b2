"""The figures and words of the nine provinces' year in the demo.

The provinces and what their preparatory meeting does are those of the news of January 2021: points
agreed, honours reviewed, head and deputy elected, rules and criteria talked over. Figures, places
and dates are made up.
"""

from datetime import UTC, datetime

from models.actions.invited import Answer
from models.meeting import MeetingKind, Reply
from models.rules.calendar import ZONE
from models.rules.meeting import Changes, Part

HEAD, DEPUTY = "Quảng Ninh", "Hải Dương"
DECLARED = {
    "Quảng Ninh": {"I.2": "58200/50000", "B.1": "1"},
    "Hải Dương": {"I.2": "27500/24000", "I.3": "98.5", "II.2": "0"},
    "Bắc Ninh": {"I.1": "96", "I.2": "31400/29500", "I.3": "94", "III.1": "3"},
    "Vĩnh Phúc": {"I.1": "95.5", "I.2": "29800/29000", "I.4": "2", "I.5": "95"},
    "Hưng Yên": {"I.1": "98", "I.2": "33000/30500", "I.3": "96", "I.4": "2", "III.2": "55"},
    "Thái Bình": {"I.1": "94", "I.2": "9900/9500", "I.4": "2", "II.1": "2"},
    "Nam Định": {"I.1": "99", "I.2": "10600/10000", "I.3": "97", "I.4": "2", "III.2": "58"},
    "Hà Nam": {"I.1": "97", "I.2": "14200/13500", "I.4": "2", "II.1": "2", "III.3": "0 1"},
    "Ninh Bình": {"I.1": "99.5", "I.2": "21600/19400", "I.4": "2", "B.1": "1"},
}
"""Unit -> item -> what it typed, where that is not the most."""
CHANGED = {
    "Bắc Ninh": {"I.3": ("90", "Theo báo cáo của Kho bạc Nhà nước, tỷ lệ giải ngân là 90%")},
    "Thái Bình": {"III.1": ("60", "Một phong trào chưa có báo cáo kết quả")},
}
"""Unit -> item -> what was recognised instead, and why."""


def _on(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


KIND = MeetingKind.PREPARATORY
CALLED, BEGINS = _on(29, 9, month=10), _on(9, 8)
"""When the preparatory meeting was called, and when it began: half an hour ago."""
MEETING: Changes = {
    Part.ENDS: _on(9, 11, 30),
    Part.PLACE: "Hội trường Ủy ban nhân dân tỉnh Quảng Ninh",
    Part.PROGRAMME: (
        "8:00 Thông qua kết quả chấm điểm của các tỉnh\n"
        "8:20 Bỏ phiếu đề nghị khen thưởng\n"
        "9:30 Bầu Cụm trưởng, Cụm phó năm 2027\n"
        "10:30 Góp ý quy chế, tiêu chí bình xét năm 2027"
    ),
}
ABSENT = "Hà Nam"
EXCUSED = Answer(Reply.EXCUSED, why="Dự kỳ họp của Hội đồng nhân dân tỉnh cùng thời gian")
COMES = Answer(Reply.COMES)
ROLL_FROM = _on(9, 7, 20)
LATE, LATE_AT = "Ninh Bình", _on(9, 8, 21)
"""Who came when the first votes were over, and has yet to read what a secret ballot is."""

SOURCE = "Quy chế hoạt động của Cụm thi đua"
ASKED_FROM, ASKED_UNTIL = _on(5, 9), _on(6, 16)
ASKED_TITLE = "Lấy ý kiến về quy chế hoạt động của Cụm năm 2027"
ASKED = "Thông qua dự thảo quy chế hoạt động và tiêu chí bình xét của Cụm năm 2027"
AGAINST = "Bắc Ninh"
"""Who voted against it, by name."""

PREPARED = _on(6, 16, 30)
FIRST_FROM, FIRST_UNTIL = _on(9, 8, 5), _on(9, 8, 20)
"""The votes of the morning that are counted: the table, the flag, the first certificate."""
FIRST = 3
DOUBTED = (3, "Thái Bình")
"""The motion that one unit is against."""
NOW_FROM, NOW_UNTIL = _on(9, 8, 24), _on(9, 10, 30)
"""The votes that are open when the demo begins: the second certificate, next year's head."""
NOW = 2
WAITED_FOR = (HEAD, DEPUTY, LATE)
"""Whose phones are in the page's list: the others have voted."""
ELECTED = DEPUTY
"""For whom the others voted."""
