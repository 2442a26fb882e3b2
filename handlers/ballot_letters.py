"""The letter that says what can be voted on, and how it reads once all is cast or over."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import ballot_list
from models.queries.ballot import BallotState, session_ballots, votes_to_cast
from models.queries.owed_ballots import thing_of
from models.rules.duties import key_of


def _opening(turn: Turn, params: Mapping[str, Any]) -> tuple[str, list[BallotState]]:
    """The session's title, and what of an opening takes votes of mine just now."""
    found, states = session_ballots(turn.session, turn.me, params["agenda"], turn.now)
    together = (each for each in states if each.opening == params["opening"])
    taken = [each for each in together if votes_to_cast([each], turn.now)]
    return found.title, taken


def opened_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """Votes were opened, unless they are over, or all of mine is cast."""
    title, states = _opening(turn, params)
    votes = votes_to_cast(states, turn.now)
    if all(line.voted for _, line in votes):
        return None
    return _letter(turn, title, states, params)


def _letter(
    turn: Turn, title: str, states: Sequence[BallotState], params: Mapping[str, Any]
) -> Screen:
    votes = votes_to_cast(states, turn.now)
    agenda, thing = params["agenda"], thing_of(params["agenda"], params["opening"])
    tells = {
        key_of(state.cluster_id, thing, agenda, line.unit_id): title
        for state, line in votes
        if not line.voted
    }
    return ballot_list.opened(title, states, votes, tells, turn.t)


def opened_again(
    turn: Turn, params: Mapping[str, Any], _tells: Sequence[tuple[str, str]]
) -> Screen:
    """The same letter as things stand now."""
    title, states = _opening(turn, params)
    if not states:
        return ballot_list.over(title, params["agenda"], turn.t)
    return _letter(turn, title, states, params)


LETTERS = {"ballot-open": opened_letter}
FOLLOW_UPS = {"ballot-open": opened_again}
