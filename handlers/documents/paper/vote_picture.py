"""The results of a session's votes as pictures for the chat."""

from datetime import datetime

from handlers.documents.paper.typesetting import Data, picture, said
from handlers.i18n import Translator
from handlers.views import results_numbers as numbers
from handlers.views import results_words as words
from models.queries.result_states import Result, SessionResults
from models.rules.motion import YES, Method

LINES = 10
"""Lines of votes that one result gets; the best ones."""
TALLEST = 1750
"""Pixels, about: Telegram scales a taller picture down until a phone shows it too small."""
IN_FULL = 12
"""Results that are drawn with their votes; more are told in two lines each."""
_HEAD, _AROUND, _TITLE, _OUTCOME, _VOTE, _BASIS = 190, 70, 36, 34, 36, 28
_TITLE_FITS, _OUTCOME_FITS, _BASIS_FITS = 58, 66, 76
"""Pixels of a line of each sort, and the characters that it takes."""


def picture_count(found: SessionResults, t: Translator) -> int:
    """How many pictures the results take; at least one."""
    return len(_leaves(found, t))


def _leaves(found: SessionResults, t: Translator) -> list[list[Result]]:
    """The results shared out: as many on each picture as a phone shows large enough."""
    leaves: list[list[Result]] = [[]]
    height = _HEAD
    brief = len(found.ended) > IN_FULL
    for result in found.ended:
        more = _height(_result(result, t, brief=brief))
        if leaves[-1] and height + more > TALLEST:
            leaves.append([])
            height = _HEAD
        leaves[-1].append(result)
        height += more
    return leaves


def _height(drawn: Data) -> int:
    """About how tall a result is drawn."""
    votes = drawn["votes"]
    return (
        _AROUND
        + _TITLE * _lines(drawn["title"], _TITLE_FITS)
        + _OUTCOME * _lines(drawn["outcome"], _OUTCOME_FITS)
        + _VOTE * (len(votes) if isinstance(votes, list) else 0)
        + _BASIS * _lines(f"{drawn['form']} {drawn['basis']}", _BASIS_FITS)
    )


def _lines(words_: object, fit: int) -> int:
    return -(-len(str(words_)) // fit)


def vote_picture(found: SessionResults, t: Translator, now: datetime, leaf: int = 0) -> bytes:
    """A PNG, 1080 pixels wide, of the results on `leaf` (the first is 0).

    Raises IndexError for a leaf that there is not.
    """
    return picture("vote_picture.typ", picture_data(found, t, now, leaf))


def picture_data(found: SessionResults, t: Translator, now: datetime, leaf: int = 0) -> Data:
    """What the picture says, all of it as text, but the bars' lengths."""
    leaves, brief = _leaves(found, t), len(found.ended) > IN_FULL
    if not 0 <= leaf < len(leaves):
        raise IndexError(leaf)
    return {
        "lang": t.locale,
        "title": said(t("RESULTS OF VOTES")),
        "subtitle": f"{found.cluster_name} · {found.title}",
        "results": [_result(each, t, brief=brief) for each in leaves[leaf]],
        "edition": said(t("Made at %(when)s", when=t.moment(now))),
        "leaf": f"{leaf + 1}/{len(leaves)}" if len(leaves) > 1 else "",
    }


def _result(result: Result, t: Translator, *, brief: bool) -> Data:
    return {
        "place": str(result.place),
        "title": said(words.title_of(result, t)),
        "form": said(words.form_name(result.form, t)),
        "passed": result.passed or (result.method is Method.COMMENT and result.count is not None),
        "outcome": said(words.outcome(result, t)),
        "votes": [] if brief else _votes(result, t),
        "basis": said(words.short_outcome(result, t)) if brief else _basis(result, t),
    }


def _votes(result: Result, t: Translator) -> list[Data]:
    count = result.count
    if count is None or result.few or result.method is Method.COMMENT:
        return []
    keys = numbers.listed_keys(result)[:LINES]
    ranked = result.method is Method.RANK
    size = max(count.votes.values(), default=0) if ranked else numbers.base_size(result)
    return [
        {
            "name": numbers.choice_name(result, key, t, short=True),
            "votes": str(count.votes.get(key, 0)),
            "share": "" if ranked else numbers.share(count.votes.get(key, 0), size, t),
            "part": min(1000, count.votes.get(key, 0) * 1000 // size) if size else 0,
            "chosen": key in count.elected and (key == YES or not ranked),
        }
        for key in keys
    ]


def _basis(result: Result, t: Translator) -> str:
    """Ballots, and what was needed, in a line."""
    count = result.count
    if count is None:
        return ""
    told = [
        said(
            t(
                "Entitled: %(entitled)s · present: %(present)s · collected: %(cast)s",
                entitled=count.sizes.entitled,
                present=count.sizes.present,
                cast=count.sizes.cast,
            )
        )
    ]
    if result.method not in (Method.RANK, Method.COMMENT):
        told += [said(t("Needed: %(what)s", what=each)) for each in numbers.needs(result, t)]
    return " · ".join(told)
