"""The workbook of a cluster's roster: its sheets, headings and words."""

from handlers.documents.forms.cell_kinds import DAY, FLAG, NUMBER, TEXT, Kind, choice
from handlers.documents.forms.layout import Column, Field, Form, Listing

MARK = "thidua:roster"
OFFICE_WORDS = {
    "head": "Trưởng cụm (khối)",
    "deputy": "Phó trưởng cụm (khối)",
    "secretary": "Thư ký",
}
ROLE_WORDS = {
    "leader": "Lãnh đạo",
    "officer": "Cán bộ thi đua",
    "substitute": "Người được ủy quyền",
    "observer": "Quan sát viên",
}
_SINCE = Column("Từ ngày", "from", DAY, 13, hint="Ngày/tháng/năm: 01/01/2026")
_UNTIL = Column("Đến ngày", "to", DAY, 13, hint="Ngày cuối cùng; để trống nếu chưa kết thúc")
_UNIT = Column("Mã đơn vị", "unit", width=34, hint="Mã ở trang Đơn vị")


def _field(key: str, label: str, kind: Kind = TEXT, hint: str = "") -> Field:
    return Field(label, ("cluster", *key.split(".")), kind, hint=hint)


CLUSTER = Form(
    "Cụm",
    "Thông tin của cụm, khối thi đua. Chỉ sửa cột Giá trị.",
    (
        _field("code", "Mã", hint="Chữ thường không dấu, chữ số, gạch nối: cum-10-thanh-hoa"),
        _field("kind", "Loại", choice({"cum": "Cụm", "khoi": "Khối"})),
        _field("number", "Số thứ tự", NUMBER, "Để trống nếu không đánh số"),
        _field("name", "Tên"),
        _field("short_name", "Tên viết tắt", hint="Dùng trong số, ký hiệu văn bản: CTĐ10"),
        _field("council", "Hội đồng"),
        _field("standing_body", "Cơ quan thường trực"),
        _field("province", "Tỉnh, thành phố", hint="Để trống nếu gồm nhiều tỉnh"),
        _field("year", "Năm", NUMBER),
        _field("theme", "Chủ đề thi đua của năm"),
        _field(
            "settings.points_visible",
            "Xem điểm của đơn vị khác",
            choice({"published": "Khi công bố", "always": "Luôn luôn"}),
        ),
        _field("settings.language", "Ngôn ngữ", choice({"vi": "Tiếng Việt", "en": "Tiếng Anh"})),
    ),
)
UNITS = Listing(
    "Đơn vị",
    "Các đơn vị thành viên, theo thứ tự hiển thị.",
    (
        Column("Mã", "code", width=34, needed=True, hint="Không dấu, gạch nối: thanh-hoa-cuc-thue"),
        Column("Tên đơn vị", "name", width=48, needed=True),
        Column("Tên ngắn", "short_name", width=26, needed=True, hint="Tối đa 24 ký tự"),
        Column("Từ ngày", "from", DAY, 13, needed=True, hint="Ngày vào cụm, khối"),
        Column("Đến ngày", "to", DAY, 13, hint="Để trống nếu còn là thành viên"),
        Column("Sáp nhập vào", "merged_into", width=34, hint="Mã đơn vị nhận"),
    ),
)
FORMER_NAMES = Listing(
    "Tên cũ",
    "Tên của đơn vị trước khi đổi tên, từ tên cũ nhất.",
    (
        Column("Mã đơn vị", "owner", width=34, needed=True),
        Column("Tên cũ", "name", width=48, needed=True),
        Column("Đến ngày", "until", DAY, 13, needed=True, hint="Ngày cuối cùng mang tên này"),
    ),
)
OFFICES = Listing(
    "Chức vụ",
    "Mỗi ngày trong năm có đúng một đơn vị làm trưởng cụm (khối).",
    (
        Column("Mã đơn vị", "unit", width=34, needed=True, hint="Mã ở trang Đơn vị"),
        Column("Chức vụ", "office", choice(OFFICE_WORDS), 26, needed=True),
        Column("Từ ngày", "from", DAY, 13, needed=True),
        Column("Đến ngày", "to", DAY, 13, needed=True),
    ),
)
PEOPLE = Listing(
    "Người đại diện",
    "Người thay mặt đơn vị; quan sát viên không thuộc đơn vị nào.",
    (
        Column("Họ và tên", "name", width=30, needed=True),
        _UNIT,
        Column("Tư cách", "role", choice(ROLE_WORDS), 22, needed=True),
        Column("Chức danh", "title", width=44),
        _SINCE,
        _UNTIL,
    ),
)
TARGETS = Listing(
    "Chỉ tiêu",
    "Chỉ tiêu giao cho từng đơn vị theo mã tiêu chí; không bắt buộc.",
    (
        Column("Mã đơn vị", "unit", width=34, needed=True, hint="Mã ở trang Đơn vị"),
        Column("Mã tiêu chí", "criterion", width=16, needed=True),
        Column("Chỉ tiêu", "value", NUMBER, 18),
        Column("Không giao", "not_assigned", FLAG, 12, hint="Có: không giao chỉ tiêu này"),
    ),
)
