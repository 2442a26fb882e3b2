"""The workbook of a criteria table: its sheets, headings and words."""

from collections.abc import Mapping

from handlers.documents.forms.cell_kinds import FLAG, NUMBER, SHARE, Kind, choice, codes
from handlers.documents.forms.layout import Column, Listing
from models.rules.kinds import RuleKind

MARK = "thidua:criteria"
BONUS_PART = "bonus_part"
DEDUCTION_PART = "deduction_part"
PARTS: Mapping[str, str] = {BONUS_PART: "bonus", DEDUCTION_PART: "deductions"}
"""A row of this kind -> the key of the part that it heads."""

KIND_WORDS: Mapping[str, str] = {
    RuleKind.GROUP: "Nhóm",
    RuleKind.PROPORTIONAL: "Theo tỷ lệ",
    RuleKind.TARGET_LEADER: "So dẫn đầu",
    RuleKind.TIERED: "Theo mức",
    RuleKind.BINARY: "Đạt hoặc không đạt",
    RuleKind.COUNT: "Theo số lần",
    RuleKind.SUBTRACT: "Trừ dần",
    BONUS_PART: "Phần thưởng",
    RuleKind.BONUS: "Điểm thưởng",
    DEDUCTION_PART: "Phần trừ",
    RuleKind.DEDUCTION: "Điểm trừ",
}
LAYER_WORDS: Mapping[str, str] = {
    "self": "Tự chấm",
    "cross": "Chấm chéo",
    "standing": "Thẩm định",
    "agreed": "Thống nhất",
}
FORMAT_WORDS: Mapping[str, str] = {
    "pdf": "pdf",
    "docx": "docx",
    "xlsx": "xlsx",
    "image": "ảnh",
    "url": "đường dẫn",
    "system": "hệ thống",
}
_VERIFIERS = {"head": "Trưởng cụm (khối)", "peer": "Đơn vị bạn", "system": "Hệ thống"}
_EFFECTS = {
    "no_flag": "Không đề nghị cờ",
    "no_honour": "Không đề nghị khen",
    "deferred": "Chưa xét",
    "unranked": "Không xếp hạng",
}
_BREAKERS = {
    "section": "Điểm của phần",
    "deductions": "Điểm trừ",
    "bonus": "Điểm thưởng",
    "layer_mean": "Điểm trung bình của bước",
    "secret_ballot": "Bỏ phiếu kín",
}
_DIRECTIONS = {"asc": "Thấp hơn xếp trên", "desc": "Cao hơn xếp trên"}
LAYER: Kind = choice(LAYER_WORDS)

PARAMETERS = ("target", "floor_rate", "share_at_target", "leader_by", "per_unit")
"""Columns whose values stand under `params` in the document."""

ITEMS = Listing(
    "Tiêu chí",
    "Mỗi dòng một mục, theo thứ tự. Mục cha ghi “Nhóm”; điểm mục cha bằng tổng các mục con.",
    (
        Column("Mã", "code", width=9, needed=True, hint="Không dấu, không trùng: I.1.2"),
        Column("Thuộc mã", "parent", width=8, hint="Mã mục cha; phần lớn nhất để trống"),
        Column("Tên", "name_vi", width=46, needed=True),
        Column("Cách tính", "kind", choice(KIND_WORDS), 14, needed=True),
        Column("Điểm tối đa", "max", NUMBER, 8, needed=True),
        Column("Đơn vị tính", "unit", width=11),
        Column("Chỉ tiêu", "target", NUMBER, 8, hint="Chỉ tiêu chung; để trống nếu giao riêng"),
        Column("Mức sàn", "floor_rate", SHARE, 7, hint="0,7: dưới 70% chỉ tiêu được 0 điểm"),
        Column("Tỷ lệ khi đạt chỉ tiêu", "share_at_target", SHARE, 10, hint="Cho “So dẫn đầu”"),
        Column("Căn cứ dẫn đầu", "leader_by", choice({"exceed_rate": "Tỷ lệ vượt"}), 10),
        Column("Điểm mỗi lần", "per_unit", NUMBER, 7, hint="Số lần, điểm thưởng, điểm trừ"),
        Column("Minh chứng", "evidence", codes(), 12, hint="Mã ở trang Minh chứng: M01, M04"),
        Column("Bắt buộc minh chứng", "evidence_required", FLAG, 10),
        Column("Nhận minh chứng sau hạn", "late_evidence_allowed", FLAG, 11),
        Column("Được chọn không giao", "na_allowed", FLAG, 10),
        Column("Người thẩm định", "verifier", choice(_VERIFIERS), 13),
        Column("Tên tiếng Anh", "name_en", width=40, printed=False),
    ),
)
CHECK_HEADING = "Kiểm tra"
"""A column of formulas beside the items, for the clerk's eyes only: it is never read."""

TIERS = Listing(
    "Mức điểm",
    "Các mức của tiêu chí “Theo mức”, từ cao xuống thấp; mức đầu bằng điểm tối đa.",
    (
        Column("Mã tiêu chí", "owner", width=12, needed=True),
        Column("Mức", "vi", width=52, needed=True),
        Column("Tiếng Anh", "en", width=34),
        Column("Điểm", "points", NUMBER, 10, needed=True),
    ),
)
VIOLATIONS = Listing(
    "Vi phạm",
    "Các vi phạm của tiêu chí “Trừ dần”, hoặc trừ thêm trong tiêu chí “Theo tỷ lệ”.",
    (
        Column("Mã tiêu chí", "owner", width=12, needed=True),
        Column("Mã vi phạm", "code", width=16, needed=True),
        Column("Vi phạm", "vi", width=52, needed=True),
        Column("Tiếng Anh", "en", width=34),
        Column("Trừ mỗi lần", "points", NUMBER, 10, needed=True),
        Column("Trừ nhiều nhất", "cap", NUMBER, 10),
        Column("Tự đếm theo", "auto_from", choice({"submission_log": "Nhật ký nộp"}), 14),
    ),
)
EVIDENCE = Listing(
    "Minh chứng",
    "Các loại tài liệu minh chứng; mã được ghi ở cột Minh chứng của trang Tiêu chí.",
    (
        Column("Mã", "code", width=10, needed=True),
        Column("Tài liệu", "vi", width=56, needed=True),
        Column("Tiếng Anh", "en", width=36),
        Column("Định dạng", "formats", codes(FORMAT_WORDS), 22),
        Column("Hệ thống tự có", "auto", FLAG, 10),
        Column("Là quyết định", "decision", FLAG, 10, hint="Nộp kèm số, ngày, nơi ban hành"),
    ),
)
BANDS = Listing(
    "Xếp loại",
    "Từ cao xuống thấp; loại cuối ghi 0. Tính theo phần trăm của tổng điểm chuẩn.",
    (
        Column("Mã", "code", width=12, needed=True),
        Column("Xếp loại", "vi", width=44, needed=True),
        Column("Tiếng Anh", "en", width=28),
        Column("Tổng từ (%)", "min_total", NUMBER, 12, needed=True),
        Column("Mỗi phần từ (%)", "min_each_section", NUMBER, 14),
    ),
)
HONOURS = Listing(
    "Khen thưởng",
    "Các hình thức đề nghị khen thưởng, theo thứ tự ưu tiên.",
    (
        Column("Thứ tự", "rank", NUMBER, 8, needed=True),
        Column("Mã", "code", width=14, needed=True),
        Column("Hình thức đề nghị", "vi", width=52, needed=True),
        Column("Tiếng Anh", "en", width=38),
        Column("Số lượng", "count", NUMBER, 10),
        Column("Xếp loại cần có", "needs_grade", width=14, hint="Mã ở trang Xếp loại"),
        Column("Cần bỏ phiếu", "needs_ballot", FLAG, 10),
    ),
)
GROUNDS = Listing(
    "Không xét",
    "Các trường hợp không xét, chưa xét; điểm số vẫn giữ nguyên.",
    (
        Column("Mã", "code", width=10, needed=True),
        Column("Hệ quả", "effect", choice(_EFFECTS), 20, needed=True),
        Column("Trường hợp", "vi", width=56, needed=True),
        Column("Tiếng Anh", "en", width=40),
    ),
)
BREAKERS = Listing(
    "Xếp hạng",
    "Bằng điểm thì đồng hạng; các bước dưới đây chỉ dùng khi phải chọn một đơn vị.",
    (
        Column("Xét theo", "by", choice(_BREAKERS), 26, needed=True),
        Column("Phần", "section", width=10, hint="Mã phần, khi xét theo điểm của phần"),
        Column("Thứ tự", "direction", choice(_DIRECTIONS), 20),
        Column("Bước chấm", "layer", LAYER, 16),
    ),
)
PERIODS = Listing(
    "Kỳ chấm",
    "Các kỳ chấm điểm trong năm.",
    (
        Column("Mã", "code", width=10, needed=True),
        Column("Kỳ chấm", "name_vi", width=40, needed=True),
        Column("Tiếng Anh", "name_en", width=30),
        Column("Chấm điểm", "scored", FLAG, 10),
        Column("Xếp hạng", "ranked", FLAG, 10),
        Column("Phần được để trống", "optional_sections", codes(), 18),
    ),
)
PACKAGE = Listing(
    "Hồ sơ",
    "Tài liệu gửi kèm bảng tự chấm điểm.",
    (
        Column("Mã minh chứng", "evidence", width=14, needed=True),
        Column("Bắt buộc", "required", FLAG, 10),
        Column("Người ký", "signed_by_vi", width=36),
    ),
)
LAYERS = Listing(
    "Bước chấm",
    "Các bước chấm điểm, theo thứ tự.",
    (
        Column("Bước", "code", LAYER, 16, needed=True),
        Column("Tên", "name_vi", width=40, needed=True),
        Column("Tiếng Anh", "name_en", width=30),
        Column("Bên chấm", "by", width=20),
    ),
)
