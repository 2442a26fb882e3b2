"""The worked examples of a criteria table, run as they are written in its document."""

from decimal import Decimal

from models.rules.answers import Answer, check_answer
from models.rules.criteria import RuleKind
from models.rules.scoring import grade_of, leader_points, total, work_out

HUNDRED = Decimal(100)
STATED = ("tier", "met", "count")


def run_examples(table, examples):
    """(example, unit, points or grade that came out, what the document expects), one by one."""
    for example in examples:
        for unit, came, expected in _run(table, example):
            yield example["id"], unit, came, expected


def _run(table, example):
    results = example["results"]
    expected = [result["expect"] for result in results]
    if "section" in example:
        came = [_part_points(table, example["section"], result) for result in results]
    elif "item" in example:
        came = _item_points(table.item(example["item"]), results)
    else:
        came = [_grade(table, result) for result in results]
    for result, points, wanted in zip(results, came, expected, strict=True):
        yield result["unit"], points, wanted if isinstance(wanted, str) else exact(wanted)


def exact(number):
    return None if number is None else Decimal(str(number))


def _item_points(item, results):
    answers = {number: _answer(item, result) for number, result in enumerate(results)}
    for answer in answers.values():
        check_answer(item, answer)
    if item.kind is RuleKind.TARGET_LEADER:
        points = leader_points(item, answers)
        return [points[number] for number in answers]
    return [
        work_out(item, answers[number], automatic=_automatic(item, result)).points
        for number, result in enumerate(results)
    ]


def _answer(item, result):
    stated = {name: result[name] for name in STATED if name in result}
    if item.kind is RuleKind.COUNT and "actual" in result:
        stated["count"] = result["actual"]
    return Answer(
        actual=exact(result.get("actual")),
        target=exact(result.get("target")),
        counts={each.code: result[each.code] for each in item.counted if each.code in result},
        **stated,
    )


def _automatic(item, result):
    return {each.auto_from: result[each.code] for each in item.violations if each.auto_from}


def _part_points(table, code, result):
    answers = {item: Answer(count=times) for item, times in result["counts"].items()}
    return total(table, answers).by_part[code]


def _grade(table, result):
    sections = [(exact(each), HUNDRED) for each in result["sections_percent"]]
    return grade_of(table, (exact(result["total_percent"]), HUNDRED), sections)
