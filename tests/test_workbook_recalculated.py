"""Every formula of the workbook, worked out by LibreOffice: it must come to what we say."""

from decimal import Decimal
from functools import cache
from io import BytesIO

import pytest
from openpyxl import load_workbook

from handlers.documents.sheetbook.book import sheet_workbook
from handlers.documents.sheetbook.layout import BEGUN, layout_of
from handlers.i18n import translator
from models.points import ZERO, from_hundredths, rounded
from models.queries.sheet import late_in_table
from models.rules.answers import Answer
from models.sheet import PeriodCode
from tests.office import convert, need_soffice, recalculated
from tests.rules.criteria_tables import sample_document, small_document
from tests.workbooks import NOW, Desk, any_answers, view_of

VI, EN = translator("vi"), translator("en")
TARGETS = {"I.1.2": Decimal(80), "I.2.2": Decimal("12.5"), "II.3.2": None}


def not_late_by_the_table():
    """The sample without days late: the period's own rule takes points for them."""
    document = sample_document()
    for item in document["sections"][2]["children"][2]["children"]:
        item["violations"] = [
            each for each in item.get("violations", []) if "auto_from" not in each
        ]
    return document


def only_automatic():
    """The small table: its section II, which may be left blank mid-year, has an item that only the
    system counts.
    """
    document = small_document()
    late = document["sections"][1]["children"][1]["violations"][0]
    document["sections"][1]["children"][1]["violations"] = [late]
    return document


def views():
    """Blank and full sheets, the table's own limits, and random ones."""
    best = {"I.1.1": Answer(actual=Decimal(100)), "B.1": Answer(count=5), "B.2": Answer(count=5)}
    worst = {f"T.{n}": Answer(count=9) for n in range(1, 6)}
    yield "blank", view_of()
    yield "late", view_of(days=3, answers={"III.3.2": Answer(counts={"missing_paper": 1})})
    yield "capped", view_of(answers={**best, "B.3": Answer(count=5), **worst})
    yield "unproven", view_of(answers={**best, "I.1.2": Answer(actual=Decimal(1))}, proven=False)
    yield "fined", view_of(not_late_by_the_table(), best, late_points=Decimal("1.5"), days=2)
    for seed in range(3):
        start = view_of(targets=TARGETS)
        answers = any_answers(start, seed)
        yield f"full {seed}", view_of(answers=answers, targets=TARGETS, days=seed)
        some = any_answers(start, seed, 0.5)
        yield f"half {seed}", view_of(answers=some, targets=TARGETS)
    yield from _small_views()
    yield from _edges()


def _small_views():
    for name, document in (("small", small_document()), ("automatic", only_automatic())):
        start = view_of(document)
        first = {code: each for code, each in any_answers(start, 5).items() if "." not in code}
        part = {code: first[code] for code in ("plan", "level", "met")}
        mid_year = {"code": PeriodCode.MID_YEAR, "days": 1}
        yield f"{name} part", view_of(document, part, **mid_year)
        yield f"{name} whole", view_of(document, first, **mid_year)
        for treatment in ("full_marks", "rescale"):
            rule = {"not_assigned_rule": {"treatment": treatment}}
            gone = {code: Answer(not_assigned=True) for code in ("leader", "met", "waves")}
            yield f"{name} {treatment}", view_of({**document, **rule}, first | gone)
            yield f"{name} {treatment} only", view_of({**document, **rule}, gone, **mid_year)
    document = sample_document()
    document["scale"]["may_exceed_base"] = False
    answers = any_answers(view_of(), 9) | {"B.1": Answer(count=1)}
    yield "within the base", view_of(document, answers)


def _edges():
    """Where binary arithmetic could fall on the wrong side of a floor, or of half a hundredth."""
    for number, (actual, target) in enumerate(
        [("0.3", "0.5"), ("4.2", "7"), ("7.02", "11.7"), ("6.99", "11.65"), ("2", "3"), ("1", "8")]
    ):
        answer = Answer(actual=Decimal(actual), target=Decimal(target))
        yield f"edge {number}", view_of(answers={"I.2.2": answer, "II.3.2": answer})
    for tenth in range(0, 1000, 77):
        answers = {"I.1.3": Answer(actual=from_hundredths(9000 + tenth), counts={"overdue": 3})}
        yield f"rounding {tenth}", view_of(answers=answers)


VIEWS = dict(views())


@cache
def written(name):
    """The workbook as we write it, with what we say that its formulas come to."""
    content = sheet_workbook(VIEWS[name], VI, NOW)
    return content, load_workbook(BytesIO(content), data_only=True).worksheets[0]


@pytest.fixture(scope="module")
def worked_out(tmp_path_factory):
    """Name -> the workbook after LibreOffice has worked it out: all in one run."""
    need_soffice()
    folder = tmp_path_factory.mktemp("office")
    (folder / "in").mkdir()
    files = {}
    for number, (name, view) in enumerate(VIEWS.items()):
        # Saved by openpyxl, the file says nothing of what its formulas come to.
        files[name] = folder / "in" / f"{number}.xlsx"
        files[name].write_bytes(Desk(written(name)[0], view).save())
    convert(files.values(), folder / "out")
    return {
        name: load_workbook(folder / "out" / path.name, data_only=True)
        for name, path in files.items()
    }


def points(value):
    return rounded(Decimal(repr(value))) if isinstance(value, int | float) else ZERO


def expected(view):
    """Cell -> points, by our own rules."""
    layout = layout_of(view)
    cells = {f"I{block.row}": view.totals.workings[block.item.code] for block in layout.blocks}
    said = {place: working.points or ZERO for place, working in cells.items()}
    said |= {f"I{part.row}": view.totals.by_part[code] for code, part in layout.parts.items()}
    totals, after = view.totals, layout.last + 1
    fine = ZERO if late_in_table(view.loaded) else view.status.late_points
    foot = [totals.base, totals.assigned_max, totals.rescaled_base, totals.final, fine, view.points]
    return said | {f"I{after + n}": value for n, value in enumerate(foot)}


def differences(page, view):
    return {
        place: (page[place].value, value)
        for place, value in expected(view).items()
        if points(page[place].value) != value
    }


@pytest.mark.parametrize("name", VIEWS)
def test_libreoffice_comes_to_our_points_in_every_cell(worked_out, name):
    page = worked_out[name].worksheets[0]

    assert differences(page, VIEWS[name]) == {}
    assert "?" not in {cell.value for (cell,) in page["I6:I120"]}


@pytest.mark.parametrize("name", VIEWS)
def test_what_is_written_beside_the_formulas_is_our_points_as_well(name):
    assert differences(written(name)[1], VIEWS[name]) == {}


@pytest.mark.parametrize("name", VIEWS)
def test_words_and_blanks_come_out_as_they_were_written(worked_out, name):
    _, page = written(name)
    again = worked_out[name].worksheets[0]
    rows = [block.row for block in layout_of(VIEWS[name]).blocks]
    rows += [heading.row for heading in layout_of(VIEWS[name]).headings]

    for column in ("I", BEGUN):
        said = {row: page[f"{column}{row}"].value for row in rows}
        came = {row: again[f"{column}{row}"].value for row in rows}

        assert {row: value or "" for row, value in said.items() if isinstance(value, str)} == {
            row: came[row] or "" for row, value in said.items() if isinstance(value, str)
        }
        assert {row for row, value in came.items() if isinstance(value, int | float)} == {
            row for row, value in said.items() if isinstance(value, int | float)
        }


@pytest.mark.parametrize("t", [VI, EN], ids=["vi", "en"])
def test_a_sheet_filled_in_at_a_desk_shows_its_points_before_it_is_sent(tmp_path, t):
    need_soffice()
    blank = view_of()
    answers = any_answers(blank, 11)
    at = Desk(sheet_workbook(blank, t, NOW), blank)
    for code, answer in answers.items():
        at.answer(code, answer, t)
    page = recalculated(at.save(), tmp_path).worksheets[0]

    assert differences(page, view_of(answers=answers)) == {}
