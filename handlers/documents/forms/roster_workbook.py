"""A cluster's roster as a workbook, written for a clerk and read back."""

from collections.abc import Mapping
from typing import Any

from handlers.documents.forms.document_reading import Reader, WorkbookDocument, opened
from handlers.documents.forms.document_writing import Content, Writer
from handlers.documents.forms.form_reading import read_form
from handlers.documents.forms.roster_layout import (
    CLUSTER,
    FORMER_NAMES,
    MARK,
    OFFICE_WORDS,
    OFFICES,
    PEOPLE,
    ROLE_WORDS,
    TARGETS,
    UNITS,
)
from models.rules.document import as_list, as_mapping

GUIDE = (
    (
        "Sửa các trang tính rồi lưu lại dưới dạng .xlsx; không đổi tên trang và tên cột. Được đổi "
        "thứ tự cột, thêm cột ghi chú riêng. Cột có tiêu đề tô đậm là bắt buộc."
    ),
    (
        "Mã đơn vị gồm chữ thường không dấu, chữ số, gạch nối giữa các từ; không trùng với đơn vị "
        "của cụm, khối khác. Các trang khác dùng mã này."
    ),
    "Ngày ghi theo thứ tự ngày/tháng/năm, tính cả ngày đầu và ngày cuối.",
    (
        "Mỗi ngày trong năm có đúng một đơn vị làm trưởng cụm (khối); các nhiệm kỳ cùng chức vụ "
        "không trùng ngày nhau."
    ),
    (
        "Đơn vị sáp nhập: ghi ngày rời và mã đơn vị nhận. Đơn vị đổi tên: ghi tên mới ở trang “Đơn "
        "vị”, tên trước đó ở trang “Tên cũ”."
    ),
    "Ghi giá trị, không dùng công thức. Khi nhập tệp, hệ thống chỉ ra từng ô chưa đúng.",
)
_LISTS = ((OFFICES, "offices"), (PEOPLE, "people"), (TARGETS, "targets"))
_MAY_BE_MISSING = frozenset({"targets"})


def roster_workbook(data: Mapping[str, Any]) -> bytes:
    """A roster without faults, as `check_roster` knows them, as a workbook (.xlsx)."""
    units = [as_mapping(unit) for unit in as_list(data.get("units"))]
    former = (
        {"owner": unit.get("code"), **each}
        for unit in units
        for each in as_list(unit.get("former_names"))
    )
    lists = (
        (UNITS, tuple(units)),
        (FORMER_NAMES, tuple(former)),
        *((sheet, tuple(map(as_mapping, as_list(data.get(key))))) for sheet, key in _LISTS),
    )
    cluster = {"cluster": data.get("cluster")}
    values = {each.key: _at(cluster, each.path) for each in CLUSTER.fields}
    title = str(values.get("cluster.name") or "Cụm, khối thi đua")
    writer = Writer()
    sheets = writer.write(Content(MARK, title, GUIDE, lists, CLUSTER, values, form_first=True))
    sheets[CLUSTER.title].activate()
    return writer.finish()


def _at(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        data = as_mapping(data).get(step)
    return data


def read_roster_workbook(content: bytes) -> WorkbookDocument:
    """The roster in a workbook. It never raises for what the file says."""
    reader = opened(content, MARK, [CLUSTER.title, UNITS.title])
    if isinstance(reader, WorkbookDocument):
        return reader
    data: dict[str, Any] = {}
    read_form(reader, CLUSTER, data)
    data["units"] = reader.entries(UNITS, ("units",))
    _former_names(reader, data["units"])
    for sheet, key in _LISTS:
        entries = reader.entries(sheet, (key,))
        if entries or key not in _MAY_BE_MISSING:
            data[key] = entries
    return reader.document(data, {**OFFICE_WORDS, **ROLE_WORDS})


def _former_names(reader: Reader, units: list[dict[str, Any]]) -> None:
    """Give each former name to the unit whose code stands in its row."""
    places = {str(unit.get("code")): index for index, unit in reversed(list(enumerate(units)))}
    for row in reader.rows(FORMER_NAMES, (FORMER_NAMES.title,)):
        values = dict(row.values)
        owner = values.pop("owner", "")
        index = places.get(str(owner))
        if index is None:
            reader.lost(FORMER_NAMES, row, "owner", "xlsx_owner_unknown", owner)
            continue
        names = units[index].setdefault("former_names", [])
        path = ("units", index, "former_names", len(names))
        reader.row(FORMER_NAMES, row, path)
        names.append(values)
