"""The sheet “Thông tin” of a criteria table: everything that is no list."""

from handlers.documents.forms.cell_kinds import (
    FLAG,
    NUMBER,
    SHARE,
    TEXT,
    TEXT_OR_DAY,
    Kind,
    choice,
    codes,
)
from handlers.documents.forms.criteria_layout import KIND_WORDS, LAYER_WORDS
from handlers.documents.forms.layout import Field, Form
from models.rules.kinds import RuleKind

_STATES = {
    "sample": "Mẫu",
    "draft": "Dự thảo",
    "adopted": "Đã thông qua",
    "frozen": "Đã khóa",
    "retired": "Hết hiệu lực",
}
_METHODS = {
    "agreed": "Điểm thống nhất",
    "standing": "Điểm thẩm định",
    "mean_cross": "Trung bình chấm chéo",
    "weighted": "Theo trọng số",
}
_AGGREGATES = {
    "default": "Theo số phiếu chấm",
    "mean": "Trung bình",
    "median": "Trung vị",
    "drop_extremes": "Bỏ cao nhất và thấp nhất",
    "trimmed": "Bỏ một phần tư mỗi đầu",
}
_CROSS_ITEMS = {"peer": "Tiêu chí do đơn vị bạn thẩm định", "all": "Mọi tiêu chí chấm được"}
_TREATMENTS = {"rescale": "Quy đổi theo điểm được giao", "full_marks": "Tính điểm tối đa"}
_BASES = {
    "members_total": "Tổng số thành viên",
    "present": "Số có mặt",
    "issued": "Số phiếu phát ra",
    "collected": "Số phiếu thu về",
    "valid": "Số phiếu hợp lệ",
}


def _field(key: str, label: str, kind: Kind = TEXT, hint: str = "", *, many: bool = False) -> Field:
    return Field(label, tuple(key.split(".")), kind, many, hint)


_RULE_KINDS = tuple(
    _field(f"rule_kinds.{kind}", f"Giải thích cách tính: {KIND_WORDS[kind]}") for kind in RuleKind
)
_WEIGHTS = tuple(
    _field(f"final_score.weights.{layer}", f"Trọng số: {word}", SHARE)
    for layer, word in LAYER_WORDS.items()
)

INFORMATION = Form(
    "Thông tin",
    "Thông tin chung của bảng. Chỉ sửa cột Giá trị; dòng để trống được bỏ qua.",
    (
        _field("id", "Mã bảng", hint="Không dấu, viết liền: khoi-co-quan-trung-uong"),
        _field("title_vi", "Tên bảng"),
        _field("title_en", "Tên bảng, tiếng Anh"),
        _field("year", "Năm", NUMBER),
        _field("status", "Tình trạng", choice(_STATES)),
        _field("version_label_vi", "Tên bản"),
        _field("applies_to", "Áp dụng cho"),
        _field("schema_version", "Phiên bản định dạng", NUMBER, "Giữ nguyên số 1"),
        _field("adopted_by.document_no", "Số, ký hiệu văn bản ban hành", TEXT_OR_DAY),
        _field("adopted_by.document_date", "Ngày ban hành", TEXT_OR_DAY),
        _field("adopted_by.legal_basis_vi", "Căn cứ", hint="Mỗi căn cứ một dòng", many=True),
        _field("scale.base_max", "Tổng điểm chuẩn", NUMBER, "Bằng tổng điểm các phần"),
        _field("scale.bonus_max", "Điểm thưởng tối đa", NUMBER, "Bằng điểm tối đa của Phần thưởng"),
        _field("scale.deduction_max", "Điểm trừ tối đa", NUMBER, "Để trống: không có trần chung"),
        _field("scale.final_min", "Điểm cuối cùng thấp nhất", NUMBER),
        _field("scale.decimals", "Số chữ số thập phân", NUMBER),
        _field("scale.rounding", "Làm tròn", choice({"half_up": "Từ 5 làm tròn lên"})),
        _field("scale.may_exceed_base", "Được vượt tổng điểm chuẩn", FLAG),
        _field("bonus.rules_vi", "Quy định điểm thưởng", hint="Mỗi quy định một dòng", many=True),
        _field("deductions.rules_vi", "Quy định điểm trừ", hint="Mỗi quy định một dòng", many=True),
        _field("final_score.method", "Điểm cuối cùng lấy theo", choice(_METHODS)),
        _field("final_score.fallback_order", "Khi chưa có, lấy lần lượt", codes(LAYER_WORDS)),
        *_WEIGHTS,
        _field("final_score.cross.reviewers_per_unit", "Số đơn vị chấm chéo mỗi đơn vị", NUMBER),
        _field("final_score.cross.own_unit_excluded", "Không tự chấm chéo đơn vị mình", FLAG),
        _field("final_score.cross.aggregate", "Tổng hợp điểm chấm chéo", choice(_AGGREGATES)),
        _field("final_score.cross.trim_extremes_from", "Bỏ cao, thấp nhất từ số phiếu", NUMBER),
        _field("final_score.cross.min_received", "Số phiếu chấm chéo ít nhất", NUMBER),
        _field("final_score.cross.items", "Chấm chéo các tiêu chí", choice(_CROSS_ITEMS)),
        _field("final_score.reason_required_when_changed", "Đổi điểm phải nêu lý do", FLAG),
        _field("final_score.explanation_round", "Có bước giải trình", FLAG),
        _field("not_assigned_rule.approval_by", "Duyệt không giao chỉ tiêu"),
        _field("not_assigned_rule.treatment", "Không giao chỉ tiêu thì", choice(_TREATMENTS)),
        _field("not_assigned_rule.show_as_vi", "Ghi không giao chỉ tiêu là"),
        _field(
            "grades.basis", "Xếp loại theo", choice({"percent_of_base": "Phần trăm điểm chuẩn"})
        ),
        _field(
            "grades.fallback",
            "Chưa đủ điều kiện thì",
            choice({"next_lower_band": "Xuống loại thấp hơn"}),
        ),
        _field(
            "ranking.order",
            "Xếp hạng theo",
            choice({"final_score_desc": "Điểm cuối cùng từ cao xuống"}),
        ),
        _field("ranking.ties", "Bằng điểm", choice({"shared": "Đồng hạng"})),
        _field("ballot_defaults.electorate", "Cử tri"),
        _field("ballot_defaults.quorum", "Số dự họp tối thiểu", hint="Phân số: 2/3"),
        _field("ballot_defaults.pass.basis", "Tỷ lệ đồng ý tính trên", choice(_BASES)),
        _field("ballot_defaults.pass.min_share", "Tỷ lệ đồng ý tối thiểu", SHARE, "0,7 là 70%"),
        _field("ballot_defaults.secret", "Bỏ phiếu kín", FLAG),
        _field("ballot_defaults.own_unit_vote_allowed", "Được bỏ phiếu cho đơn vị mình", FLAG),
        _field("ballot_defaults.options_vi", "Phương án", hint="Mỗi phương án một dòng", many=True),
        _field("ballot_defaults.absent", "Thành viên vắng mặt"),
        _field("ballot_defaults.reopen_on_tie", "Bỏ phiếu lại khi bằng nhau", FLAG),
        *_RULE_KINDS,
    ),
)
