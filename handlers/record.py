"""The record (*nhật ký*): read by every member, taken away as a file, told in the group."""

import json
from collections.abc import Mapping
from functools import partial
from importlib import resources
from typing import Any

from handlers.screen import File, Screen
from handlers.turn import Turn
from handlers.views import record as view
from models import access
from models.cluster import Cluster
from models.queries.record import RecordState, export, is_covered, milestone, record_state


def _cluster(turn: Turn) -> Cluster:
    """The cluster of the first argument, if I have any seat there."""
    return access.cluster_of(turn.session, turn.me, turn.number(0))


def _state(turn: Turn, page: int = 0) -> RecordState:
    return record_state(turn.session, _cluster(turn), turn.number(1), page)


def show(turn: Turn) -> Screen:
    """How many entries there are, the head of the chain, the last milestones, page by page."""
    page = turn.number(2) if len(turn.args) > len(("cluster", "year")) else 0
    return view.card(_state(turn, page), turn.t)


def take(turn: Turn) -> Screen:
    """The export and the program that checks it, above the card."""
    state = _state(turn)
    content = export(turn.session, _cluster(turn), state.year, turn.now)
    name = view.file_name(content["cluster"], state.year)
    return view.card(state, turn.t).sending(
        File(name, partial(as_file, content), caption=view.export_caption(state, turn.t)),
        File(view.VERIFIER, verifier, caption=view.verifier_caption(name, state, turn.t)),
    )


def as_file(content: Mapping[str, Any]) -> bytes:
    """An export as it is written into a file."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def verifier() -> bytes:
    """The offline verifier: handed out as it is, never run by us."""
    return resources.files("bot").joinpath("./verify.py").read_bytes()


def checkpoint(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """In the group: a milestone's number and hash; of several that wait at once, the last."""
    place = params["cluster"], params["year"], params["seq"]
    if is_covered(turn.session, *place):
        return None
    found = milestone(turn.session, *place)
    return view.checkpoint(found, params["year"], turn.bot_name, turn.t) if found else None


ROUTES = {"record.show": show, "record.take": take}
GROUP_LETTERS = {"checkpoint": checkpoint}
