"""Criteria tables and rosters as workbooks: written, edited as a clerk would, read back."""

import io
import random
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from bot.imports import CLUSTER_SAMPLE, CRITERIA_SAMPLE, SAMPLES
from bot.yaml_file import load
from handlers.documents.forms import grids
from handlers.documents.forms.criteria_form import INFORMATION
from handlers.documents.forms.criteria_layout import CHECK_HEADING, ITEMS
from handlers.documents.forms.criteria_reading import SHEETS, read_criteria_workbook
from handlers.documents.forms.criteria_workbook import criteria_workbook
from handlers.documents.forms.document_reading import MARK_SHEET, XLSX_FAULT_CODES
from handlers.documents.forms.document_writing import FIRST, HEADINGS
from handlers.documents.forms.roster_workbook import read_roster_workbook, roster_workbook
from handlers.i18n import LOCALES, translator
from handlers.views.faults_workbook import SENTENCES, cell_fault
from models.rules.criteria import check_table, read_table
from models.rules.criteria_diff import compare, plain
from models.rules.faults import Fault
from models.rules.roster import check_roster
from tests.office import need_soffice, recalculated

TABLE = load(CRITERIA_SAMPLE).data
WRITTEN = criteria_workbook(TABLE)
MARCH = datetime(2025, 3, 1)  # noqa: DTZ001 - a cell knows no zone
ROSTER = {
    **load(CLUSTER_SAMPLE).data,
    "targets": [
        {"unit": "thanh-hoa-cuc-thue", "criterion": "I.1.3", "value": 1250.5},
        {"unit": "thanh-hoa-hai-quan", "criterion": "I.1.3", "not_assigned": True},
    ],
}


def bytes_of(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def edited(content, *changes):
    """The workbook after a clerk has written into some cells: (sheet, cell, value)."""
    book = load_workbook(io.BytesIO(content))
    for sheet, cell, value in changes:
        book[sheet][cell] = value
    return bytes_of(book)


def cell(code, heading, sheet=ITEMS.title, content=WRITTEN):
    """The cell of an item, or of any row that begins with `code`, under a heading."""
    rows = load_workbook(io.BytesIO(content))[sheet]
    titles = [each.value for each in rows[HEADINGS + 1]]
    place = get_column_letter(titles.index(heading) + 1)
    line = next(row[0].row for row in rows.iter_rows(min_row=FIRST + 1) if row[0].value == code)
    return f"{place}{line}"


def at(code, heading, value, sheet=ITEMS.title):
    return (sheet, cell(code, heading, sheet), value)


def found(content, read=read_criteria_workbook, check=check_table):
    """Every fault as (cell, code)."""
    document = read(content)
    return [(document.line(each.path), each.code) for each in document.every_fault(check)]


def said(content, read=read_criteria_workbook, check=check_table, locale="vi"):
    document = read(content)
    t = translator(locale)
    return [
        str(cell_fault(document.line(each.path), each, t).striptags())
        for each in document.every_fault(check)
    ]


# -- there and back -------------------------------------------------------------------------------


def test_the_sample_table_comes_back_as_it_was():
    document = read_criteria_workbook(WRITTEN)
    shown = {key: value for key, value in TABLE.items() if key != "worked_examples"}

    assert document.every_fault(check_table) == []
    assert plain(document.data) == plain(shown)
    assert read_table(document.data) == read_table(TABLE)
    assert compare(TABLE, document.data).nothing


def test_a_program_that_saves_it_again_changes_nothing():
    again = read_criteria_workbook(edited(WRITTEN))

    assert again.data == read_criteria_workbook(WRITTEN).data
    assert again.faults == ()


@pytest.mark.parametrize(
    "path", sorted((SAMPLES / "clusters").glob("*.yaml")), ids=lambda p: p.stem
)
def test_every_sample_cluster_comes_back_as_it_was(path):
    data = load(path).data
    document = read_roster_workbook(roster_workbook(data))

    assert document.every_fault(check_roster) == []
    assert plain(document.data) == plain(data)


def test_targets_former_names_and_mergers_come_back_as_they_were():
    unit = {
        **ROSTER["units"][-1],
        "to": date(2026, 6, 30),
        "merged_into": "thanh-hoa-cuc-thue",
        "former_names": [
            {"name": "Tên thứ nhất", "until": date(2021, 12, 31)},
            {"name": "Tên thứ hai", "until": date(2023, 12, 31)},
        ],
    }
    gone = {unit["code"]}
    data = {
        **ROSTER,
        "units": [*ROSTER["units"][:-1], unit],
        "people": [each for each in ROSTER["people"] if each.get("unit") not in gone],
    }
    document = read_roster_workbook(roster_workbook(data))

    assert document.every_fault(check_roster) == []
    assert plain(document.data) == plain(data)


def test_the_same_table_makes_the_same_file():
    assert criteria_workbook(TABLE) == WRITTEN


WORDS = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")))


@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a workbook is slow to make smaller
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    names=st.lists(WORDS.map(str.strip).filter(bool).map(lambda word: word[:200]), min_size=3),
    points=st.decimals(0, 1000, places=2, allow_nan=False),
    odd=st.sampled_from(["=1+1", "+84", "-5", "@SUM(A1)", "_x0041_", "1.10", "1/2", "TRUE", "00"]),
)
def test_any_words_and_points_come_back_as_they_were(names, points, odd):
    first, second, third, *_ = names
    table = {
        "id": "small",
        "title_vi": odd,
        "year": 2026,
        "scale": {"base_max": float(points)},
        "sections": [
            {
                "code": "1",
                "name_vi": first,
                "kind": "group",
                "max": float(points),
                "children": [
                    {"code": "1.10", "name_vi": second, "kind": "binary", "max": float(points)},
                    {"code": "1.1", "name_vi": odd, "name_en": third, "kind": "binary", "max": 0},
                ],
            }
        ],
        "adopted_by": {"legal_basis_vi": [first, odd, second]},
    }
    document = read_criteria_workbook(criteria_workbook(table))

    assert document.faults == ()
    assert plain(document.data) == plain(table)


def test_a_key_that_the_workbook_does_not_know_is_kept_and_named_by_the_check():
    content = criteria_workbook({**TABLE, "final_score": {**TABLE["final_score"], "novel": 3}})
    document = read_criteria_workbook(content)

    assert document.data["final_score"]["novel"] == 3
    assert [each.code for each in document.every_fault(check_table)] == ["unknown_key"]


def test_texts_that_look_like_formulas_are_written_as_texts():
    bold = {**TABLE, "title_vi": '=HYPERLINK("http://x")', "title_en": "@SUM(1)"}
    book = load_workbook(io.BytesIO(criteria_workbook(bold)))
    formulas = {
        each.column_letter: row[0].parent.title
        for sheet in book
        for row in sheet.iter_rows()
        for each in row
        if each.data_type == "f"
    }
    check = get_column_letter(len(ITEMS.columns) + 1)

    assert formulas == {check: ITEMS.title}
    assert book[ITEMS.title][f"{check}{HEADINGS + 1}"].value == CHECK_HEADING


# -- as clerks write ------------------------------------------------------------------------------


def value_of(content, code, key):
    items = {item.code: item for item in read_table(read_criteria_workbook(content).data).items}
    return getattr(items[code], key)


@pytest.mark.parametrize("written", ["0,75", "0.75", 0.75, " 0,75 "])
def test_numbers_are_read_however_they_are_typed(written):
    content = edited(WRITTEN, at("I.1.1", "Mức sàn", written))

    assert str(value_of(content, "I.1.1", "floor_rate")) == "0.75"


@pytest.mark.parametrize("written", ["M01, M04", "M01;M04", "M01\nM04", " M01 ,, M04 "])
def test_several_codes_in_a_cell_may_be_parted_in_any_way(written):
    content = edited(WRITTEN, at("I.1.1", "Minh chứng", written))

    assert value_of(content, "I.1.1", "evidence") == ("M01", "M04")


@pytest.mark.parametrize(
    "written", ["Đạt hoặc không đạt", "ĐẠT HOẶC KHÔNG ĐẠT", "dat hoac khong dat", "binary"]
)
def test_words_are_understood_without_marks_and_as_codes(written):
    content = edited(WRITTEN, at("I.3.4", "Cách tính", written))

    assert value_of(content, "I.3.4", "kind") == "binary"


@pytest.mark.parametrize(
    ("written", "meant"), [("x", True), ("Có", True), (True, True), ("không", False), (0, False)]
)
def test_yes_and_no_are_understood(written, meant):
    content = edited(WRITTEN, at("I.1.1", "Được chọn không giao", written))

    assert value_of(content, "I.1.1", "na_allowed") is meant


@pytest.mark.parametrize(
    "written", [MARCH, MARCH.date(), "01/03/2025", "1/3/2025", "2025-03-01", "1.3.2025"]
)  # fmt: skip
def test_days_are_dates_however_they_are_typed(written):
    content = roster_workbook(ROSTER)
    place = cell("thanh-hoa-hai-quan", "Từ ngày", "Đơn vị", content)
    units = read_roster_workbook(edited(content, ("Đơn vị", place, written))).data["units"]

    assert [each["from"] for each in units if each["code"] == "thanh-hoa-hai-quan"] == [
        date(2025, 3, 1)
    ]


def test_columns_may_change_places_and_others_may_be_added():
    book = load_workbook(io.BytesIO(WRITTEN))
    sheet = book["Mức điểm"]
    sheet.move_range(f"A{HEADINGS + 1}:B{sheet.max_row}", cols=5)
    sheet.cell(HEADINGS + 1, 1, "Ghi chú riêng")
    sheet.cell(FIRST + 1, 1, "=1+1")

    assert read_criteria_workbook(bytes_of(book)).data == read_criteria_workbook(WRITTEN).data


def test_rows_may_stand_before_their_group_and_empty_rows_between():
    book = load_workbook(io.BytesIO(WRITTEN))
    sheet = book[ITEMS.title]
    sheet.insert_rows(FIRST + 1, 3)
    for column in range(1, len(ITEMS.columns) + 1):
        sheet.cell(FIRST + 2, column).value = sheet.cell(FIRST + 4, column).value
        sheet.cell(FIRST + 4, column).value = None
    content = bytes_of(book)

    assert read_criteria_workbook(content).faults == ()
    assert read_table(read_criteria_workbook(content).data) == read_table(TABLE)


def test_a_float_that_a_program_has_calculated_is_what_its_cell_shows():
    content = edited(WRITTEN, at("I.3.2", "Điểm tối đa", 40.000000000000004))

    assert found(content) == []


# -- what is wrong, by its cell -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("I.1.1", "Điểm tối đa", "=50+50"), "xlsx_formula"),
        (("I.1.1", "Điểm tối đa", "#REF!"), "xlsx_error_value"),
        (("I.1.1", "Điểm tối đa", "1.250"), "xlsx_ambiguous_number"),
        (("I.1.1", "Điểm tối đa", "một trăm"), "not_a_number"),
        (("I.1.1", "Điểm tối đa", None), "missing_key"),
        (("I.1.1", "Điểm mỗi lần", 3), "unknown_key"),
        (("I.1.1", "Mức sàn", 70), "out_of_range"),
        (("I.1.1", "Minh chứng", "M01, M99"), "unknown_evidence"),
        (("I.1.1", "Bắt buộc minh chứng", "có lẽ"), "not_true_or_false"),
        (("I.1.1", "Người thẩm định", "ai đó"), "unknown_choice"),
        (("I.1.1", "Cách tính", "tùy ý"), "unknown_choice"),
        (("I.1.1", "Thuộc mã", "I.9"), "xlsx_parent_unknown"),
        (("I.1.1", "Thuộc mã", "I.1.2"), "xlsx_parent_not_group"),
        (("I.1.1", "Thuộc mã", None), "xlsx_parent_missing"),
        (("I.1.1", "Tên", MARCH), "not_text"),
    ],
)
def test_a_mistake_in_an_item_is_named_with_its_cell(change, code):
    item, heading, value = change
    content = edited(WRITTEN, at(item, heading, value))

    assert (f"{ITEMS.title}!{cell(item, heading)}", code) in found(content)


def test_a_cell_that_cannot_be_read_is_told_once():
    content = edited(WRITTEN, at("I.1.1", "Điểm tối đa", "=50+50"))

    assert found(content) == [(f"{ITEMS.title}!{cell('I.1.1', 'Điểm tối đa')}", "xlsx_formula")]


def test_all_mistakes_are_told_at_once_each_with_its_cell():
    content = edited(
        WRITTEN,
        at("II.1.1", "Điểm tối đa", 31),
        at("I.1.1", "Mức sàn", "=0.7"),
        at("M02", "Định dạng", "pdf, giấy", "Minh chứng"),
        at("HTNV", "Tổng từ (%)", 85, "Xếp loại"),
        ("Mức điểm", f"A{FIRST + 1}", "I.9.9"),
        ("Vi phạm", f"E{FIRST + 1}", -1),
        ("Thông tin", f"B{FIRST + 4}", "hai nghìn"),
    )

    assert sorted(found(content)) == sorted(
        [
            (f"Tiêu chí!{cell('I.1.1', 'Mức sàn')}", "xlsx_formula"),
            (f"Tiêu chí!{cell('II.1', 'Điểm tối đa')}", "sum_differs"),
            (f"Mức điểm!{cell('II.1.1', 'Điểm', 'Mức điểm')}", "tier_max_differs"),
            (f"Mức điểm!A{FIRST + 1}", "xlsx_owner_unknown"),
            (f"Mức điểm!{cell('I.2.1', 'Điểm', 'Mức điểm')[0]}{FIRST + 2}", "tier_max_differs"),
            (f"Vi phạm!E{FIRST + 1}", "negative"),
            (f"Minh chứng!{cell('M02', 'Định dạng', 'Minh chứng')}", "unknown_choice"),
            (f"Xếp loại!{cell('HTNV', 'Tổng từ (%)', 'Xếp loại')}", "bands_not_descending"),
            (f"Thông tin!B{FIRST + 4}", "not_whole"),
        ]
    )


def test_faults_speak_the_words_of_the_workbook():
    content = edited(
        WRITTEN, at("I.1.1", "Người thẩm định", "ai đó"), at("I.1.2", "Điểm tối đa", None)
    )
    first, second = said(content)

    assert "Đơn vị bạn" in first
    assert "peer" not in first
    assert first.startswith(f"Tiêu chí!{cell('I.1.1', 'Người thẩm định')} (I.1.1): ")
    assert "Thiếu “Điểm tối đa”" in second


def test_groups_in_a_circle_and_two_bonus_parts_are_named():
    circle = edited(WRITTEN, at("I.1", "Thuộc mã", "I.2"), at("I.2", "Thuộc mã", "I.1"))
    twice = edited(WRITTEN, at("T", "Cách tính", "Phần thưởng"))

    assert (f"Tiêu chí!{cell('I.1', 'Thuộc mã')}", "xlsx_parent_circle") in found(circle)
    assert (f"Tiêu chí!{cell('T', 'Cách tính')}", "xlsx_part_twice") in found(twice)


def test_an_item_repeated_is_named_where_it_is_repeated():
    content = edited(WRITTEN, at("I.1.2", "Mã", "I.1.1"))

    assert (f"Tiêu chí!{cell('I.1.2', 'Mã')}", "duplicate_code") in found(content)


def test_lines_of_the_form_that_are_repeated_or_unknown_are_named():
    last = len(INFORMATION.fields) + 40
    content = edited(
        WRITTEN,
        ("Thông tin", f"A{last}", "Năm"),
        ("Thông tin", f"B{last}", 2027),
        ("Thông tin", f"A{last + 1}", "Điều lạ"),
        ("Thông tin", f"B{last + 1}", "giá trị"),
        ("Thông tin", f"A{last + 2}", "Một tiêu đề không có giá trị"),
    )

    assert found(content) == [
        (f"Thông tin!B{last}", "xlsx_line_twice"),
        (f"Thông tin!A{last + 1}", "xlsx_unknown_line"),
    ]


def test_mistakes_of_a_roster_are_named_with_their_cells():
    content = roster_workbook(ROSTER)
    place = cell("thanh-hoa-cuc-thue", "Chức vụ", "Chức vụ", content)
    broken = edited(
        content,
        ("Chức vụ", place, "Chủ tịch"),
        ("Đơn vị", cell("thanh-hoa-hai-quan", "Từ ngày", "Đơn vị", content), "31/02/2025"),
        ("Chỉ tiêu", f"D{FIRST + 1}", "có"),
    )

    assert sorted(found(broken, read_roster_workbook, check_roster)) == sorted(
        [
            (f"Chức vụ!{place}", "unknown_choice"),
            (f"Chức vụ!A{HEADINGS + 1}", "no_head"),
            (f"Đơn vị!{cell('thanh-hoa-hai-quan', 'Từ ngày', 'Đơn vị', content)}", "not_a_date"),
            (f"Chỉ tiêu!A{FIRST + 1}", "target_undecided"),
        ]
    )


# -- files that are not what they should be -------------------------------------------------------


@pytest.mark.parametrize("sheet", [each.title for each in SHEETS])
def test_a_sheet_that_was_renamed_is_one_fault(sheet):
    book = load_workbook(io.BytesIO(WRITTEN))
    book[sheet].title = "Trang 1"

    assert [code for _, code in found(bytes_of(book))] == ["xlsx_sheet_missing"]
    assert f"“{sheet}”" in said(bytes_of(book))[0]


def test_a_column_that_was_renamed_or_repeated_is_one_fault():
    top = HEADINGS + 1
    renamed = edited(WRITTEN, (ITEMS.title, f"{cell('I', 'Điểm tối đa')[0]}{top}", "Điểm"))
    repeated = edited(WRITTEN, (ITEMS.title, f"Z{top}", "Điểm tối đa"))

    assert found(renamed) == [(f"Tiêu chí!A{HEADINGS + 1}", "xlsx_column_missing")]
    assert "Điểm tối đa" in said(renamed)[0]
    assert found(repeated) == [(f"Tiêu chí!A{HEADINGS + 1}", "xlsx_column_twice")]


def test_another_document_of_ours_and_a_foreign_workbook_are_told_apart():
    foreign = load_workbook(io.BytesIO(WRITTEN))
    for title in [each.title for each in SHEETS] + [MARK_SHEET]:
        del foreign[title]

    assert found(roster_workbook(ROSTER)) == [("", "xlsx_other_document")]
    assert found(WRITTEN, read_roster_workbook, check_roster) == [("", "xlsx_other_document")]
    assert found(bytes_of(foreign)) == [("", "xlsx_not_ours")]


def test_a_copy_without_the_hidden_mark_is_known_by_its_sheets():
    book = load_workbook(io.BytesIO(WRITTEN))
    del book[MARK_SHEET]

    assert found(bytes_of(book)) == []


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def with_part(name, content):
    out = io.BytesIO(WRITTEN)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def replaced(part, change):
    """The workbook with one of its parts rewritten as raw bytes."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(WRITTEN)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.infolist():
            raw = old.read(each)
            new.writestr(each.filename, change(raw) if each.filename == part else raw)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "xlsx_unreadable"),
        (b"%PDF-1.7", "xlsx_unreadable"),
        (WRITTEN[:5000], "xlsx_unreadable"),
        (WRITTEN[:3000] + b"\0" * 300 + WRITTEN[3300:], "xlsx_unreadable"),
        (zipped(a="nothing of a workbook"), "xlsx_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "xlsx_old_or_locked"),
        (with_part("xl/vbaProject.bin", b"x"), "xlsx_macros"),
        (with_part("xl/worksheets/sheet99.xml", b" " * (101 << 20)), "xlsx_bomb"),
        (with_part("xl/other.xml", b"\0" * (5 << 20)), "xlsx_bomb"),
        (zipped(**{f"p{n}": "" for n in range(grids.MOST_PARTS + 1)}), "xlsx_bomb"),
        (b"PK" + b"\0" * grids.MOST_BYTES, "xlsx_too_large"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_a_file_that_cannot_be_a_workbook_of_ours_is_one_fault(content, code):
    assert found(content) == [("", code)]
    assert len(said(content)) == 1


SHEET = "xl/worksheets/sheet2.xml"


def test_a_million_rows_are_refused_without_reading_them():
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(500, 30_500)
    )
    content = replaced(SHEET, lambda raw: raw.replace(b"</sheetData>", rows + b"</sheetData>"))
    far = b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    lonely = replaced(SHEET, lambda raw: raw.replace(b"</sheetData>", far))

    assert found(content) == [("", "xlsx_too_many_cells")]
    assert ("", "xlsx_unreadable") not in found(lonely)
    assert "20000" in said(content)[0].replace(".", "")


def test_rows_on_many_pages_are_counted_together():
    book = load_workbook(io.BytesIO(WRITTEN))
    for number in range(6):
        page = book.create_sheet(f"Số liệu {number}", 0)
        for _ in range(grids.MOST_CELLS // 18):
            page.append([1])

    assert found(bytes_of(book)) == [("", "xlsx_too_many_cells")]


def test_too_many_columns_are_refused():
    cells = b"".join(
        b'<c r="%s4"><v>1</v></c>' % get_column_letter(n).encode() for n in range(50, 160)
    )
    content = replaced(
        SHEET,
        lambda raw: raw.replace(
            b"</sheetData>",
            b'<row r="500">' + cells.replace(b'4"', b'500"') + b"</row></sheetData>",
        ),
    )

    assert found(content) == [("", "xlsx_too_many_cells")]


def test_xml_that_grows_by_its_entities_is_not_read():
    grow = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    content = replaced(SHEET, lambda raw: raw.replace(b"<worksheet", grow + b"<worksheet", 1))

    assert found(content) == [("", "xlsx_unreadable")]


def test_no_bytes_whatever_make_the_reader_fail():
    chance = random.Random(11)  # noqa: S311 - the same harm each time
    for _ in range(60):
        raw = bytearray(WRITTEN)
        for _ in range(chance.randint(1, 30)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        document = read_criteria_workbook(bytes(raw))

        assert document.data is not None or document.faults


# -- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_fault_of_a_workbook_has_words(code, locale):
    names = (
        "value",
        "key",
        "sheet",
        "sheets",
        "heading",
        "units",
        "unit",
        "role",
        "limit",
        "rows",
        "columns",
    )
    words = str(
        cell_fault("Tiêu chí!A1", Fault((), code, dict.fromkeys(names, "<x>")), translator(locale))
    )

    assert words.startswith("<code>Tiêu chí!A1</code>: ")
    assert words.endswith(".")
    assert "<x>" not in words
    assert code not in words


def test_every_fault_that_a_workbook_can_have_is_worded():
    assert set(SENTENCES) >= XLSX_FAULT_CODES


# -- with another program -------------------------------------------------------------------------


def test_another_program_finds_the_sums_right_and_its_file_can_be_read(tmp_path):
    need_soffice()
    book = recalculated(edited(WRITTEN, at("I.1.1", "Điểm tối đa", 90)), tmp_path)
    content, sheet = bytes_of(book), book[ITEMS.title]
    check = len(ITEMS.columns)
    shown = {row[0].value: row[check].value for row in sheet.iter_rows(min_row=FIRST + 1)}

    assert shown["I.1"] == "Lệch -10"
    assert shown["I"] == shown["II.1"] == "✓"
    assert not shown["I.1.1"]
    assert (f"Tiêu chí!{cell('I.1', 'Điểm tối đa')}", "sum_differs") in found(content)
