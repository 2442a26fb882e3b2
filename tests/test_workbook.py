"""The sheet as a workbook: written, filled in as a person would, read back."""

import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from handlers.documents.sheetbook.book import sheet_workbook, workbook_name
from handlers.documents.sheetbook.file import ROWS, UNPACKED, open_workbook
from handlers.documents.sheetbook.layout import MARK, MARKS, NOTE, TARGET, layout_of, sheet_stamp
from handlers.documents.sheetbook.reading import read_workbook
from handlers.i18n import translator
from models import errors as e
from models.rules.answers import Answer
from models.rules.criteria import RuleKind
from models.sheet import SheetState
from tests.rules.criteria_tables import small_document
from tests.workbooks import NOW, Desk, any_answers, view_of

VI, EN = translator("vi"), translator("en")


def desk(view, t=VI):
    return Desk(sheet_workbook(view, t, NOW), view)


def new_answers(filled):
    return {change.code: change.new for change in filled.changes}


def one_fault(content, view):
    (fault,) = read_workbook(content, view).faults
    return fault


# -- there and back ------------------------------------------------------------------------------


@pytest.mark.parametrize("t", [VI, EN], ids=["vi", "en"])
@pytest.mark.parametrize("seed", range(5))
def test_what_is_filled_in_comes_back_for_every_kind_of_item(t, seed):
    blank = view_of(targets={"I.1.2": Decimal(80)})
    answers = any_answers(blank, seed)
    assert {blank.items[code].item.kind for code in answers} >= set(RuleKind) - {RuleKind.GROUP}

    at = desk(blank, t)
    for code, answer in answers.items():
        at.answer(code, answer, t)
    filled = read_workbook(at.save(), blank)

    assert not filled.faults
    assert new_answers(filled) == answers


@pytest.mark.parametrize("t", [VI, EN], ids=["vi", "en"])
@pytest.mark.parametrize("seed", range(5))
def test_a_file_that_nobody_touched_changes_nothing(t, seed):
    view = view_of(notes={"I.1.1": "Kèm báo cáo số 12"}, targets={"I.2.2": Decimal("12.5")})
    view = view_of(
        answers=any_answers(view, seed, 0.6),
        notes={"I.1.1": "Kèm báo cáo số 12"},
        targets={"I.2.2": Decimal("12.5")},
    )

    untouched = sheet_workbook(view, t, NOW)

    assert read_workbook(untouched, view) == read_workbook(Desk(untouched, view).save(), view)
    assert read_workbook(untouched, view).changes == ()
    assert read_workbook(untouched, view).faults == ()


def test_only_the_cells_that_were_changed_are_changes():
    view = view_of(answers={"I.1.1": Answer(actual=Decimal(90)), "I.3.4": Answer(met=True)})
    at = desk(view)
    at.write("I.1.1", 95.5)
    at.note("I.3.4", "  Quyết định  số 5 ")
    first, second = read_workbook(at.save(), view).changes

    assert (first.code, first.old, first.new) == (
        "I.1.1",
        Answer(actual=Decimal(90)),
        Answer(actual=Decimal("95.5")),
    )
    assert (second.old, second.new) == (Answer(met=True), Answer(met=True))
    assert (second.note_old, second.note_new) == ("", "Quyết định số 5")


def test_an_emptied_cell_takes_the_answer_away():
    view = view_of(
        answers={
            "I.1.1": Answer(actual=Decimal(90)),
            "I.2.2": Answer(actual=Decimal(7), target=Decimal(8)),
            "I.2.3": Answer(counts={"late_reply": 1, "no_reply": 0}),
        },
        notes={"I.1.1": "cũ"},
    )
    at = desk(view)
    at.write("I.1.1", None)
    at.write("I.1.1", None, NOTE)
    at.write("I.2.2", None)
    at.write("I.2.3", None, violation="late_reply")
    at.write("I.2.3", None, violation="no_reply")
    filled = read_workbook(at.save(), view)

    assert new_answers(filled) == {"I.1.1": None, "I.2.2": None, "I.2.3": None}
    assert filled.changes[0].note_new == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("92,5", "92.5"), (" 92.50 ", "92.5"), ("92,5%", "92.5"), (92.5, "92.5"), (92, "92")],
)
def test_a_number_may_be_typed_as_text_with_a_comma(typed, meant):
    view = view_of()
    at = desk(view)
    at.write("I.1.1", typed)

    assert new_answers(read_workbook(at.save(), view)) == {
        "I.1.1": Answer(actual=Decimal(meant)),
    }


def test_a_number_that_the_program_took_for_a_percentage_is_read_as_it_is_shown():
    view = view_of()
    at = desk(view)
    at.write("I.1.1", 0.925)
    at.page[at.place("I.1.1")].number_format = "0.0%"
    at.write("I.2.2", 0.5)
    at.page[at.place("I.2.2")].number_format = "0%"
    at.write("I.2.2", 3, TARGET)
    filled = read_workbook(at.save(), view)

    assert new_answers(filled) == {"I.1.1": Answer(actual=Decimal("92.5"))}
    assert isinstance(filled.faults[0].refusal, e.WrongUnit)


@pytest.mark.parametrize("shape", ['0"%"', "0\\%", "General"])
def test_a_percent_sign_that_is_a_mere_word_of_the_format_multiplies_nothing(shape):
    view = view_of()
    at = desk(view)
    at.write("I.1.1", 92)
    at.page[at.place("I.1.1")].number_format = shape

    assert new_answers(read_workbook(at.save(), view)) == {"I.1.1": Answer(actual=Decimal(92))}


@pytest.mark.parametrize(
    ("made", "shape", "meant"),
    [
        (datetime(2026, 3, 12), "dd/mm/yyyy", "12/03/2026"),  # noqa: DTZ001 - a cell knows no zone
        (datetime(2026, 3, 12, 14, 30), "dd/mm/yyyy hh:mm", "12/03/2026 14:30"),  # noqa: DTZ001 - the same
        (0.5, "0%", "50%"),
        (0.125, "0.0%", "12.5%"),
        (2026, "General", "2026"),
    ],
)
def test_a_note_that_the_program_took_for_a_day_or_a_share_is_kept_as_it_was_typed(
    made, shape, meant
):
    view = view_of()
    at = desk(view)
    at.note("I.1.1", made)
    at.page[at.place("I.1.1", NOTE)].number_format = shape

    assert [each.note_new for each in read_workbook(at.save(), view).changes] == [meant]


def test_a_result_that_the_program_took_for_a_day_is_refused_as_it_was_typed():
    view = view_of()
    at = desk(view)
    at.write("I.1.1", datetime(2026, 12, 15))  # noqa: DTZ001 - "15/12", or "12/15", became a day

    assert isinstance(one_fault(at.save(), view).refusal, e.NotANumber)


@pytest.mark.parametrize("words", ["1", "60", "xuất sắc", "Hoàn thành xuất sắc nhiệm vụ", 60, 1])
def test_a_level_may_be_typed_as_it_would_be_in_the_chat(words):
    view = view_of()
    at = desk(view)
    at.write("I.2.1", words)

    assert new_answers(read_workbook(at.save(), view)) == {"I.2.1": Answer(tier=1)}


@pytest.mark.parametrize(
    ("code", "typed", "meant"),
    [
        ("I.2.2", "7/8", Answer(actual=Decimal(7), target=Decimal(8))),
        ("I.1.1", "95/120", Answer(actual=Decimal(95), target=Decimal(120))),
        ("I.1.2", "không giao", Answer(not_assigned=True)),
    ],
)
def test_a_result_may_be_typed_with_its_target_as_in_the_chat(code, typed, meant):
    view = view_of()
    at = desk(view)
    at.write(code, typed)

    assert new_answers(read_workbook(at.save(), view)) == {code: meant}


def test_the_levels_of_both_languages_are_understood_in_either():
    view = view_of()
    at = desk(view, VI)
    at.write("I.2.1", "Excellent")
    at.write("I.3.4", "Not met")

    assert new_answers(read_workbook(at.save(), view)) == {
        "I.2.1": Answer(tier=1),
        "I.3.4": Answer(met=False),
    }


def test_the_heads_target_is_not_the_units_to_fill_in():
    view = view_of(targets={"I.2.2": Decimal(20)})
    at = desk(view)
    at.write("I.2.2", 15)
    at.write("I.2.2", 99, TARGET)

    assert new_answers(read_workbook(at.save(), view)) == {"I.2.2": Answer(actual=Decimal(15))}


def test_a_plan_of_ones_own_that_was_stated_in_the_chat_stays():
    own = Answer(actual=Decimal(95), target=Decimal(120))
    view = view_of(answers={"I.1.1": own})
    at = desk(view)
    at.write("I.1.1", 96)

    assert new_answers(read_workbook(at.save(), view)) == {
        "I.1.1": replace(own, actual=Decimal(96))
    }


@pytest.mark.parametrize("mark", ["x", "X", " x ", True])
def test_an_item_may_be_marked_as_not_assigned(mark):
    view = view_of()
    at = desk(view)
    at.write("I.2.2", mark, MARK)

    assert new_answers(read_workbook(at.save(), view)) == {"I.2.2": Answer(not_assigned=True)}


# -- wrong cells ---------------------------------------------------------------------------------

WRONG = [
    ("I.1.1", {}, "nhiều", e.NotANumber),
    ("I.1.1", {}, "1.000", e.NotANumber),
    ("I.1.1", {}, -5, e.NegativeNumber),
    ("I.1.1", {}, "-5", e.NegativeNumber),
    ("I.1.1", {}, 92.125, e.TooManyDecimals),
    ("I.1.1", {}, 1001, e.OutOfRange),
    ("I.1.1", {}, 10**30, e.NumberTooLarge),
    ("I.1.1", {}, 1e300, e.NumberTooLarge),
    ("I.1.1", {}, datetime(2026, 12, 15, tzinfo=UTC).replace(tzinfo=None), e.NotANumber),
    ("I.1.1", {}, "=1+1", e.FormulaInCell),
    ("I.1.1", {}, "#N/A", e.NotANumber),
    ("I.1.1", {}, True, e.NotANumber),
    ("I.1.1", {"column": MARK}, "x", e.NotAssignable),
    ("I.1.3", {"violation": "overdue"}, 1, e.CellEmpty),
    ("I.2.1", {}, "tuyệt vời", e.UnknownLevel),
    ("I.2.1", {}, 9, e.UnknownLevel),
    ("I.2.2", {"column": MARK}, "không biết", e.MarkNeeded),
    ("I.2.2", {"column": TARGET}, 12, e.CellEmpty),
    ("I.3.4", {}, "gần đạt", e.YesOrNoNeeded),
    ("III.1.2", {}, 2.5, e.WholeNumberNeeded),
    ("III.1.2", {}, 1001, e.OutOfRange),
    ("III.1.2", {}, "2,5", e.WholeNumberNeeded),
    ("I.1.1", {"column": NOTE}, "=HYPERLINK(1)", e.FormulaInCell),
    ("I.1.1", {"column": NOTE}, "x" * 1001, e.TextTooLong),
]


@pytest.mark.parametrize(("code", "where", "value", "refusal"), WRONG)
def test_a_wrong_cell_is_named_with_the_refusal_of_the_chat(code, where, value, refusal):
    view = view_of()
    at = desk(view)
    at.write(code, value, **where)
    at.write("III.1.3", 2)
    filled = read_workbook(at.save(), view)

    (fault,) = filled.faults
    expected = at.place(code) if "violation" in where or TARGET in where.values() else None
    assert (fault.code, type(fault.refusal)) == (code, refusal)
    assert fault.cell == (expected or at.place(code, **where))
    assert new_answers(filled) == {"III.1.3": Answer(count=2)}


def test_a_missing_count_is_asked_for_in_its_own_cell():
    view = view_of()
    at = desk(view)
    at.write("I.2.3", 2, violation="late_reply")
    fault = one_fault(at.save(), view)

    assert fault.cell == at.place("I.2.3", violation="no_reply")
    assert isinstance(fault.refusal, e.CellEmpty)


def test_a_target_is_asked_for_where_nobody_has_given_one():
    view = view_of()
    at = desk(view)
    at.write("I.2.2", 7)
    fault = one_fault(at.save(), view)

    assert fault.cell == at.place("I.2.2", TARGET)
    assert isinstance(fault.refusal, e.CellEmpty)


def test_a_target_of_zero_is_refused_in_its_cell_but_competes_in_a_leader_item():
    view = view_of()
    at = desk(view)
    at.write("I.2.2", 7)
    at.write("I.2.2", 0, TARGET)
    at.write("I.1.2", 9)
    at.write("I.1.2", 0, TARGET)
    filled = read_workbook(at.save(), view)

    assert [(each.cell, type(each.refusal)) for each in filled.faults] == [
        (at.place("I.2.2", TARGET), e.TargetNotPositive)
    ]
    assert new_answers(filled) == {"I.1.2": Answer(actual=Decimal(9), target=Decimal(0))}


@pytest.mark.parametrize(
    "stored", [None, Answer(not_assigned=True), Answer(actual=Decimal(7), target=Decimal(8))]
)
def test_a_result_beside_the_mark_is_not_lost_in_silence(stored):
    view = view_of(answers={"I.2.2": stored} if stored else {})
    at = desk(view)
    at.write("I.2.2", 6)
    at.write("I.2.2", "x", MARK)

    assert isinstance(one_fault(at.save(), view).refusal, e.MarkedAndAnswered)


def test_a_wrong_note_does_not_stop_the_answer_beside_it():
    view = view_of()
    at = desk(view)
    at.write("I.1.1", 90)
    at.write("I.1.1", "=1", NOTE)
    filled = read_workbook(at.save(), view)

    assert len(filled.faults) == 1
    assert new_answers(filled) == {"I.1.1": Answer(actual=Decimal(90))}


def test_points_and_formulas_of_other_cells_are_never_read():
    view = view_of()
    at = desk(view)
    for block in layout_of(view).blocks:
        at.page[f"I{block.row}"] = 1000
        at.page[f"E{block.row}"] = "=999"

    assert read_workbook(at.save(), view) == read_workbook(sheet_workbook(view, VI, NOW), view)


# -- whose file it is ----------------------------------------------------------------------------


def test_another_units_file_is_refused_with_ids_only():
    theirs = view_of(sheet_id=8, unit_id=4, unit_name="Kho bạc Nhà nước")
    with pytest.raises(e.OtherSheetsWorkbook) as refusal:
        read_workbook(sheet_workbook(theirs, VI, NOW), view_of())

    assert vars(refusal.value) == {"sheet_id": 8, "unit_id": 4, "same_unit": False}


def test_the_units_own_file_of_another_period_is_refused():
    before = view_of(sheet_id=6)
    with pytest.raises(e.OtherSheetsWorkbook) as refusal:
        read_workbook(sheet_workbook(before, VI, NOW), view_of())

    assert refusal.value.same_unit


@pytest.mark.parametrize(
    "changed",
    [
        {"versions": {"I.1.1": 2}, "answers": {"I.1.1": Answer(actual=Decimal(90))}},
        {"notes": {"I.1.1": "mới"}},
        {"targets": {"I.2.2": Decimal(3)}},
        {"targets": {"I.2.2": None}},
        {"document": {**small_document(), "year": 2027}},
    ],
    ids=["answer", "note", "target", "not assigned", "table"],
)
def test_a_file_made_before_a_change_is_refused(changed):
    old = sheet_workbook(view_of(), VI, NOW)
    with pytest.raises(e.OldWorkbook):
        read_workbook(old, view_of(**changed))


def test_the_stamp_follows_from_the_sheet_alone():
    answers = {"I.1.1": Answer(actual=Decimal(90))}

    assert sheet_stamp(view_of(answers=answers)) == sheet_stamp(view_of(answers=answers, days=4))
    assert sheet_stamp(view_of(answers=answers)) != sheet_stamp(view_of())


def broken(content, name, new):
    """The workbook with one of its parts replaced."""
    parts = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(parts, "w") as made:
        for part in old.infolist():
            body = old.read(part) if part.filename != name else new
            made.writestr(part.filename, body, zipfile.ZIP_DEFLATED)
        if name not in old.namelist():
            made.writestr(name, new, zipfile.ZIP_DEFLATED)
    return parts.getvalue()


def empty_book():
    content = BytesIO()
    Workbook().save(content)
    return content.getvalue()


OURS = sheet_workbook(view_of(), VI, NOW)
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "'
    + b"a" * 2000
    + b'">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 50) for n in range(6))
    + b"]><worksheet>&g;</worksheet>"
)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", e.NotOurWorkbook),
        (b"PK\x03\x04 and no more", e.NotOurWorkbook),
        (OURS[: len(OURS) // 2], e.NotOurWorkbook),
        (empty_book(), e.NotOurWorkbook),
        (broken(OURS, "xl/worksheets/sheet1.xml", b"<broken"), e.NotOurWorkbook),
        (broken(OURS, "xl/worksheets/sheet1.xml", BOMB), e.NotOurWorkbook),
        (broken(OURS, "xl/vbaProject.bin", b"code"), e.NotOurWorkbook),
        (broken(OURS, "xl/media/image1.png", bytes(21 * 2**20)), e.WorkbookTooLarge),
        (broken(OURS, "xl/sharedStrings.xml", bytes(UNPACKED)), e.WorkbookTooLarge),
    ],
    ids=["empty", "cut", "half", "another", "xml", "entities", "macros", "bomb", "texts"],
)
def test_what_is_no_workbook_of_ours_is_refused(content, refusal):
    with pytest.raises(refusal):
        open_workbook(content)


def edited(change):
    book = load_workbook(BytesIO(OURS))
    change(book)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def rows_on_many_pages(book):
    """Each page is bearable; all of them together would keep everybody waiting."""
    for number in range(6):
        book.create_sheet(f"Số liệu {number}", 0).cell(ROWS // 5, 1, "x")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda book: book.worksheets[0].cell(1_000_000, 1, "x"), e.WorkbookTooLarge),
        (lambda book: book.worksheets[0].cell(ROWS + 1, 1, "x"), e.WorkbookTooLarge),
        (lambda book: book.worksheets[0].cell(9, 61, "x"), e.WorkbookTooLarge),
        (rows_on_many_pages, e.WorkbookTooLarge),
        (lambda book: book.remove(book[MARKS]), e.NotOurWorkbook),
        (lambda book: book.worksheets[0].delete_rows(10, 1), e.NotOurWorkbook),
        (lambda book: book.worksheets[0].delete_cols(11, 1), e.NotOurWorkbook),
        (lambda book: book[MARKS].cell(2, 2, "không số"), e.NotOurWorkbook),
        (lambda book: book[MARKS].cell(1, 2, "thidua-sheet-9"), e.NotOurWorkbook),
        (lambda book: book.worksheets[0].cell(200, 11, "I.1.1"), e.NotOurWorkbook),
    ],
    ids=[
        "million",
        "rows",
        "wide",
        "pages",
        "unmarked",
        "deleted",
        "shifted",
        "sheet",
        "format",
        "twice",
    ],
)
def test_a_file_that_was_taken_apart_is_refused(change, refusal):
    with pytest.raises(refusal):
        read_workbook(edited(change), view_of())


def test_a_renamed_page_and_rows_put_in_between_do_no_harm():
    view = view_of()
    at = desk(view)
    at.write("III.1.2", 3)
    at.page.title = "Bảng của tôi"
    at.page.insert_rows(8, 2)

    assert new_answers(read_workbook(at.save(), view)) == {"III.1.2": Answer(count=3)}


# -- how it is written ---------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "@SUM(1)", "-1", "{=1}", "A & <B>"])
def test_words_that_look_like_formulas_stay_words(text):
    view = view_of(unit_name=text, notes={"I.1.1": text})
    page = load_workbook(BytesIO(sheet_workbook(view, VI, NOW))).worksheets[0]
    note = page[f"{NOTE}{layout_of(view).blocks[0].row}"]

    assert (page["A2"].value, page["A2"].data_type) == (text, "s")
    assert (note.value, note.data_type) == (text, "s")


def test_nothing_but_what_is_filled_in_is_unlocked():
    view = view_of()
    page = load_workbook(BytesIO(OURS)).worksheets[0]
    free = {cell.coordinate for row in page for cell in row if not cell.protection.locked}
    blocks = layout_of(view).blocks
    expected = {f"{NOTE}{block.row}" for block in blocks}
    expected |= {f"G{block.row}" for block in blocks if block.takes_result}
    expected |= {f"G{row}" for block in blocks for _, row in block.counted}
    expected |= {f"{TARGET}{block.row}" for block in blocks if block.takes_target}
    expected |= {f"{MARK}{block.row}" for block in blocks if block.item.na_allowed}

    assert page.protection.sheet
    assert free == expected


def test_a_sheet_that_was_handed_in_leaves_as_a_copy_with_nothing_to_fill_in():
    view = view_of(state=SheetState.SUBMITTED)
    page = load_workbook(BytesIO(sheet_workbook(view, VI, NOW))).worksheets[0]

    assert all(cell.protection.locked for row in page for cell in row)


def test_the_page_is_set_up_for_a4_and_repeats_its_headings():
    page = load_workbook(BytesIO(OURS)).worksheets[0]

    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    assert page.print_title_rows == "$5:$5"
    assert page.freeze_panes == "A6"
    assert load_workbook(BytesIO(OURS))[MARKS].sheet_state == "veryHidden"


def test_the_same_sheet_at_the_same_moment_is_the_same_file():
    assert sheet_workbook(view_of(), VI, NOW) == OURS


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("Cục Hải quan", "bang-tu-cham-cuc-hai-quan-tk-2026.xlsx"),
        ("../../etc/Đội \u202e=1", "bang-tu-cham-etcdoi-1-tk-2026.xlsx"),
    ],
)
def test_the_files_name_is_safe_everywhere(unit, name):
    assert workbook_name(view_of(unit_name=unit)) == name
