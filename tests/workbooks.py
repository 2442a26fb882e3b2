"""Sheets without a database, and workbooks filled in as a person at a desk would."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random

from openpyxl import load_workbook

from handlers.documents.sheetbook.layout import MARK, NOTE, RESULT, TARGET, layout_of
from models.points import ZERO
from models.queries.criteria import load
from models.queries.evidence import Proof
from models.queries.period import PeriodState
from models.queries.sheet import ItemState, SheetStatus, SheetView, automatic
from models.rules.answer_values import Answer, is_complete
from models.rules.criteria import RuleKind
from models.rules.scoring import total
from models.sheet import PeriodCode, SheetState
from tests.rules.criteria_tables import sample_document

NOW = datetime(2026, 11, 9, 1, 30, tzinfo=UTC)


def view_of(
    document=None,
    answers=None,
    *,
    notes=None,
    targets=None,
    days=0,
    versions=None,
    unit_name="Cục Hải quan",
    code=PeriodCode.YEAR_END,
    state=SheetState.DRAFT,
    sheet_id=7,
    unit_id=3,
    late_points=ZERO,
    proven=True,
):
    """A unit's sheet; `targets`: code -> the head's, none for what was not assigned."""
    loaded = load(json.dumps(document or sample_document(), default=str))
    answers, notes, targets = answers or {}, notes or {}, targets or {}
    optional = next(
        (each.optional_sections for each in loaded.table.periods if each.code == code), ()
    )
    totals = total(
        loaded.table,
        answers,
        automatic=automatic(days),
        targets={code: value for code, value in targets.items() if value is not None},
        optional_parts=frozenset(optional),
        unproven=frozenset() if proven else loaded.evidence_required,
    )
    proof = Proof(1, 1, 1) if proven else Proof(0, 0, 0)
    items = {
        item.code: _state(loaded, item, answers, notes, targets, totals, versions or {}, proof)
        for item in loaded.table.items
    }
    due = NOW + timedelta(days=14)
    period = PeriodState(
        5, 2, "Cụm thi đua số 10", 2026, code, due, due, 0, ZERO, ZERO, published=False, over=False
    )
    status = SheetStatus(
        sheet_id,
        period,
        unit_id,
        unit_name,
        state,
        due,
        totals.answered,
        totals.countable,
        totals.final,
        "",
        days,
        late_points,
        editable=state is not SheetState.SUBMITTED,
    )
    return SheetView(status, loaded, items, totals, None)


def _state(loaded, item, answers, notes, targets, totals, versions, proof):
    code = item.code
    answer, target = answers.get(code), targets.get(code)
    complete = answer is not None and is_complete(item, answer, target)
    return ItemState(
        item,
        loaded.number_of[code],
        loaded.part_of[code],
        answer,
        complete,
        totals.workings[code].points if complete else None,
        notes.get(code, ""),
        versions.get(code, 1 if answer or code in notes else 0),
        "",
        None,
        target,
        code in targets and target is None,
        proof,
    )


def any_answer(item, chance: Random, assigned=None):
    """An answer that an official may give for `item`."""
    if item.na_allowed and chance.random() < 0.2:
        return Answer(not_assigned=True)
    times = {each.code: chance.choice([0, 0, 1, 2, 5, 9]) for each in item.counted}
    amount = Decimal(chance.randrange(0, 13_000)) / 100
    if item.kind is RuleKind.SUBTRACT:
        return Answer(counts=times)
    if item.kind is RuleKind.TIERED:
        return Answer(tier=chance.randint(1, len(item.tiers)))
    if item.kind is RuleKind.BINARY:
        return Answer(met=chance.random() < 0.7)
    if item.kind in (RuleKind.PROPORTIONAL, RuleKind.TARGET_LEADER):
        own = assigned is None and item.target is None
        target = Decimal(chance.randrange(100, 13_000)) / 100 if own else None
        return Answer(actual=amount, target=target, counts=times if item.counted else {})
    return Answer(count=chance.choice([0, 1, 2, 3, 7]))


def any_answers(view, seed, share=1.0):
    """Answers to about that share of a sheet's items."""
    chance = Random(seed)  # noqa: S311 - the same chances each time
    return {
        code: any_answer(state.item, chance, state.target)
        for code, state in view.items.items()
        if chance.random() < share
    }


class Desk:
    """A workbook open at a desk: cells are filled in by item, then it is saved."""

    def __init__(self, content, view):
        self.book = load_workbook(BytesIO(content))
        self.page = self.book.worksheets[0]
        self.view = view
        self.blocks = {block.item.code: block for block in layout_of(view).blocks}

    def place(self, code, column=RESULT, violation=None):
        """Where something of an item is filled in: "G12"."""
        block = self.blocks[code]
        if violation is None:
            return f"{column}{block.row}"
        return next(f"{column}{row}" for each, row in block.below if each.code == violation)

    def write(self, code, value, column=RESULT, violation=None):
        self.page[self.place(code, column, violation)] = value

    def answer(self, code, answer, t):
        """Fill in an answer as its kind asks."""
        item = self.blocks[code].item
        if answer.not_assigned:
            self.write(code, "x", MARK)
            return
        if answer.tier is not None:
            tier = item.tiers[answer.tier - 1]
            self.write(code, t.pick(tier.vi, tier.en))
        elif answer.met is not None:
            self.write(code, str(t("Met") if answer.met else t("Not met")))
        elif answer.count is not None:
            self.write(code, answer.count)
        elif answer.actual is not None:
            self.write(code, float(answer.actual))
        if answer.target is not None:
            self.write(code, float(answer.target), TARGET)
        for violation, times in answer.counts.items():
            self.write(code, times, violation=violation)

    def note(self, code, text):
        self.write(code, text, NOTE)

    def save(self):
        content = BytesIO()
        self.book.save(content)
        return content.getvalue()
