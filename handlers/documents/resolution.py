"""Results of votes as parts of official papers: each in full, or as a meeting's resolution."""

from collections.abc import Sequence

from handlers.documents.official import Column, Official, said
from handlers.i18n import Translator
from handlers.views import results_numbers as numbers
from handlers.views import results_words as words
from models.queries.count_minutes import Checkpoint
from models.queries.result_states import Result
from models.rules.motion import Form, Method
from models.rules.record import SHORT


def resolution(paper: Official, results: Sequence[Result], t: Translator) -> None:
    """What a meeting has resolved, vote by vote: the outcome, and the votes in a sentence."""
    for number, each in enumerate(results, start=1):
        parts = [said(words.outcome(each, t)), _in_a_sentence(each, t)]
        paper.point(_headline(number, each, t), " ".join(part for part in parts if part))


def _headline(number: int, result: Result, t: Translator) -> str:
    form = said(words.form_name(result.form, t)).lower()
    title = said(words.title_of(result, t))
    return said(t("%(n)s. %(title)s (%(form)s):", n=number, title=title, form=form))


def _in_a_sentence(result: Result, t: Translator) -> str:
    """“Đồng ý: 7/8 phiếu (87,5%); …”, where votes may be told."""
    count = result.count
    if count is None or result.few or result.method is Method.COMMENT:
        return ""
    told = [_one_vote(result, key, t) for key in numbers.listed_keys(result)]
    return f"{'; '.join(told)}."


def _one_vote(result: Result, key: str, t: Translator) -> str:
    name = numbers.choice_name(result, key, t)
    votes = result.count.votes.get(key, 0) if result.count else 0
    if result.method is Method.RANK:
        return said(t("%(name)s: %(count)s points", name=name, count=votes))
    size = numbers.base_size(result)
    share = numbers.share(votes, size, t)
    return said(
        t("%(name)s: %(votes)s/%(size)s votes (%(share)s)", name=name, votes=votes, size=size,
          share=share)
    )  # fmt: skip


def checkpoint_words(each: Checkpoint, t: Translator) -> str:
    """Where the record of these results can be checked."""
    return said(
        t(
            "These results stand in the record of %(year)s up to entry No. %(seq)s; head of the "
            "chain: %(mark)s. Anyone who holds the record can check them by it.",
            year=each.year,
            seq=each.seq,
            mark=each.hash[:SHORT],
        )
    )


# -- in full --------------------------------------------------------------------------------------


def in_full(paper: Official, number: int, result: Result, t: Translator) -> None:
    """A vote as minutes of a count tell it: all numbers, the table of votes, the conclusion."""
    paper.heading(_headline(number, result, t).rstrip(":"))
    if result.count is not None:
        paper.point(said(t("Numbers:")), _numbers(result, t), sticky=True)
        _table(paper, result, t)
        for title, value in _declared(result, t):
            paper.point(title, value)
    paper.point(said(t("Conclusion:")), said(words.outcome(result, t)))


def _numbers(result: Result, t: Translator) -> str:
    told = [f"{said(what)}: {n}" for what, n in numbers.numbers(result, t)]
    first, *rest = told
    return "; ".join([first, *(each[:1].lower() + each[1:] for each in rest)]) + "."


def _table(paper: Official, result: Result, t: Translator) -> None:
    if result.few:
        paper.say(
            said(
                t(
                    "Fewer than five ballots were valid: only the outcome is told, so that the "
                    "ballot stays secret."
                )
            )
        )
        return
    if result.method is Method.COMMENT:
        return
    ranked = result.method is Method.RANK
    titles = [
        (said(t("No.")), 1.3, True),
        (said(t("Voted for")), 8.7, False),
        (said(t("Points")) if ranked else said(t("Votes")), 3.0, True),
        (said(t("Place")) if ranked else said(t("Share")), 3.0, True),
    ]
    keys = numbers.listed_keys(result)
    rows = [_row(place, result, key, t) for place, key in enumerate(keys, start=1)]
    paper.table([Column(*each) for each in titles], rows)


def _row(place: int, result: Result, key: str, t: Translator) -> list[str]:
    count = result.count
    votes = count.votes.get(key, 0) if count else 0
    last = numbers.share(votes, numbers.base_size(result), t)
    if result.method is Method.RANK:
        last = str(count.places.get(key, "–")) if count else "–"
    return [str(place), numbers.choice_name(result, key, t), str(votes), last]


def _declared(result: Result, t: Translator) -> list[tuple[str, str]]:
    """What was declared beforehand: quorum, majority and its source, how ties are decided."""
    found = [(said(t("Quorum:")), _quorum(result, t))]
    needed = [said(each) for each in numbers.needs(result, t)]
    if needed and result.method not in (Method.RANK, Method.COMMENT):
        source = result.terms.source
        by = said(t("by %(source)s", source=source)) if source else ""
        told = "; ".join(needed) + (f" ({by})" if by else "")
        found.append((said(t("Needed to pass:")), f"{told}."))
    tie = said(numbers.tie_words(result, t))
    if tie:
        found.append((said(t("Equal votes:")), f"{tie} {_lot(result, t)}".strip()))
    return found


def _quorum(result: Result, t: Translator) -> str:
    told = said(numbers.quorum_words(result, t))
    return f"{told.partition(': ')[2] or told}."


def _lot(result: Result, t: Translator) -> str:
    lot = result.lot
    if lot is None or not lot.confirmed:
        return ""
    return said(
        t(
            "Source: %(source)s; drawn: %(drawn)s; commitment: %(mark)s.",
            source=lot.source,
            drawn=lot.drawn,
            mark=lot.commitment[:SHORT],
        )
    )


def how_counted(results: Sequence[Result], t: Translator) -> list[str]:
    """How the votes of each form were counted, of the forms that there were."""
    forms = {each.form for each in results}
    told = {
        Form.SECRET: t(
            "Secret ballots were sealed (encrypted) as they were cast. The system opened all of "
            "them once, after the end of the vote, and counted them; nobody could read any before, "
            "and the key was destroyed afterwards."
        ),
        Form.OPEN: t("Votes by name were added up by the system; the last vote of a unit counts."),
        Form.PAPER: t(
            "Ballots on paper were counted by two people of two different units, each by "
            "themselves; their numbers agree."
        ),
    }
    return [said(words_) for form, words_ in told.items() if form in forms]
