"""A cluster's criteria table as a workbook, written for a clerk and read by `criteria_reading`."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from handlers.documents.forms.criteria_form import INFORMATION
from handlers.documents.forms.criteria_layout import CHECK_HEADING, ITEMS, KIND_WORDS, MARK
from handlers.documents.forms.criteria_rows import form_values, list_rows
from handlers.documents.forms.document_writing import FIRST, HEADINGS, SPARE_ROWS, Content, Writer
from models.rules.document import as_number
from models.rules.kinds import RuleKind

GUIDE = (
    (
        "Sửa các trang tính rồi lưu lại dưới dạng .xlsx; không đổi tên trang và tên cột. Được đổi "
        "thứ tự cột, thêm cột ghi chú riêng. Cột có tiêu đề tô đậm là bắt buộc."
    ),
    (
        "Trang “Tiêu chí”: mỗi dòng một mục. “Thuộc mã” là mã của mục cha; phần lớn nhất để trống. "
        "Muốn thêm mục, chèn dòng mới; muốn bỏ mục, xóa cả dòng."
    ),
    (
        "Cách tính “Theo mức”: ghi các mức ở trang “Mức điểm”. “Trừ dần”: ghi các vi phạm ở trang "
        "“Vi phạm”."
    ),
    (
        "Điểm của mục cha phải bằng tổng điểm các mục con; cột “Kiểm tra” báo chỗ lệch. Tổng các "
        "phần phải bằng “Tổng điểm chuẩn” ở trang “Thông tin”."
    ),
    "Số có tối đa hai chữ số thập phân: 7,5 hoặc 7.5. Tỷ lệ ghi từ 0 đến 1: 0,7 là 70%.",
    "Mã chỉ gồm chữ không dấu, chữ số, dấu chấm, gạch nối, gạch dưới; không được trùng nhau.",
    (
        "Ghi giá trị, không dùng công thức. Khi gửi lại, hệ thống chỉ ra từng ô chưa đúng; bản "
        "đang áp dụng không thay đổi cho đến khi bản mới được thông qua."
    ),
)
_PLACES = {column.key: place for place, column in enumerate(ITEMS.columns)}
_CHECK = len(ITEMS.columns)


def criteria_workbook(data: Mapping[str, Any]) -> bytes:
    """A table without faults, as `check_table` knows them, as a workbook (.xlsx)."""
    lists = tuple((sheet, tuple(rows)) for sheet, rows in list_rows(data))
    writer = Writer()
    title = str(data.get("title_vi") or "Bảng tiêu chí")
    sheets = writer.write(Content(MARK, title, GUIDE, lists, INFORMATION, form_values(data)))
    _dress(writer, sheets[ITEMS.title], lists[0][1])
    sheets[ITEMS.title].activate()
    return writer.finish()


def _dress(writer: Writer, sheet: Worksheet, rows: tuple[Mapping[str, Any], ...]) -> None:
    """Headings stand out whatever rows the clerk adds, and the sums are checked beside them."""
    last = FIRST + len(rows) + SPARE_ROWS - 1
    kind, parent = xl_col_to_name(_PLACES["kind"]), xl_col_to_name(_PLACES["parent"])
    group = KIND_WORDS[RuleKind.GROUP]
    for formula, look in (
        (f'=AND(${parent}{FIRST + 1}="",$A{FIRST + 1}<>"")', writer.style.part),
        (f'=${kind}{FIRST + 1}="{group}"', writer.style.group),
    ):
        sheet.conditional_format(
            FIRST, 0, last, _CHECK - 1, {"type": "formula", "criteria": formula, "format": look}
        )
    _checks(writer, sheet, rows, last)


def _checks(
    writer: Writer, sheet: Worksheet, rows: tuple[Mapping[str, Any], ...], last: int
) -> None:
    sheet.set_column(_CHECK, _CHECK, 12)
    sheet.write_string(HEADINGS, _CHECK, CHECK_HEADING, writer.style.heading)
    parent, kind, most = (xl_col_to_name(_PLACES[key]) for key in ("parent", "kind", "max"))
    for row in range(FIRST, last + 1):
        here, top, end = row + 1, FIRST + 1, last + 1
        inside = (
            f"SUMPRODUCT((${parent}${top}:${parent}${end}=$A{here})*1,${most}${top}:${most}${end})"
        )
        formula = (
            f'=IF(${kind}{here}<>"{KIND_WORDS[RuleKind.GROUP]}","",'
            f'IF(ROUND({inside}-${most}{here},2)=0,"✓","Lệch "&ROUND({inside}-${most}{here},2)))'
        )
        sheet.write_formula(row, _CHECK, formula, writer.style.check, _check(rows, row - FIRST))
    sheet.conditional_format(
        FIRST,
        _CHECK,
        last,
        _CHECK,
        {"type": "text", "criteria": "begins with", "value": "Lệch", "format": writer.style.off},
    )


def _check(rows: tuple[Mapping[str, Any], ...], index: int) -> str:
    """What the formula comes to, so that it is right before any program has calculated it."""
    if index >= len(rows) or rows[index]["kind"] != RuleKind.GROUP:
        return ""
    code = rows[index]["code"]
    inside = sum((_points(row) for row in rows if row["parent"] == code), Decimal(0))
    off = inside - _points(rows[index])
    return f"Lệch {float(off):g}" if off else "✓"


def _points(row: Mapping[str, Any]) -> Decimal:
    return as_number(row.get("max")) or Decimal(0)
