"""A choice on its way to being cast: nobody but the key store can read it, not even our database.

The buttons of a secret ballot carry opaque words; what was chosen so far rests in the card as
ciphertext, and so does the screen that shows it. Named votes take the same way without a veil.
"""

import base64
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from handlers.route import pack
from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import ballot_choosing as view
from handlers.views.ballot_words import public, topic_of
from models.errors_vote import BallotUnavailable, StaleBallot
from models.keys import KeyLost, StoreAway
from models.queries.ballot import BallotState, Line
from models.rules.motion import Method

WORD = 16
"""Characters of a button's word; base64 of the key store's 96 bits has as many."""
NONCE_BITS = 64


@dataclass(frozen=True, slots=True)
class Uncast:
    """What was chosen so far, on which page; `nonce` tells one reading-back from the next."""

    marks: tuple[str, ...] = field(default=(), repr=False)
    said: str = field(default="", repr=False)
    nonce: str = ""
    page: int = 0


NOTHING = Uncast()


@dataclass(frozen=True, slots=True)
class Paper:
    """The ballot paper of one unit in the hands of who casts it."""

    turn: Turn
    state: BallotState
    line: Line

    # -- what buttons mean --------------------------------------------------------------------

    def words(self, step: str, choices: Collection[str]) -> Mapping[str, str]:
        """A button's word for each choice. Raises BallotUnavailable."""
        me, state = self.turn.me, self.state
        about = f"{me.person_id}:{state.motion_id}:{self.line.unit_id}:{step}"
        if not state.secret:
            return {
                each: sha256(f"{about}\n{each}".encode()).hexdigest()[:WORD] for each in choices
            }
        try:
            return self.turn.keys.tokens(state.seal, about, choices)
        except (KeyLost, StoreAway):
            raise BallotUnavailable from None

    def meant(self, step: str, choices: Collection[str], word: str) -> str:
        """The choice that a button's word stands for. Raises StaleBallot for any other word."""
        for choice, its in self.words(step, choices).items():
            if compare_digest(its.encode(), word.encode()):
                return choice
        raise StaleBallot

    # -- what is chosen so far ----------------------------------------------------------------

    @property
    def _whose(self) -> list[int]:
        return [self.turn.me.person_id, self.state.motion_id, self.line.unit_id]

    def so_far(self) -> Uncast | None:
        """What the card keeps of a choice for this paper; none if it keeps none."""
        kept = self._opened()
        if kept is None or kept.get("of") != self._whose:
            return None
        return Uncast(tuple(kept["marks"]), kept["said"], kept["nonce"], kept["page"])

    def _opened(self) -> dict[str, Any] | None:
        kept = self.turn.kept
        if not self.state.secret:
            plain = kept.get("uncast")
            return dict(plain) if isinstance(plain, Mapping) else None
        if not isinstance(kept.get("veiled"), str):
            return None
        try:
            found = self.turn.keys.unveil(self.state.seal, base64.b64decode(kept["veiled"]))
        except (KeyLost, StoreAway):
            raise BallotUnavailable from None
        except ValueError:  # another ballot's
            return None
        return dict(json.loads(found))

    def _kept(self, uncast: Uncast) -> dict[str, Any]:
        plain = {
            "of": self._whose,
            "marks": list(uncast.marks),
            "said": uncast.said,
            "nonce": uncast.nonce,
            "page": uncast.page,
        }
        if not self.state.secret:
            return {"uncast": plain}
        try:
            veiled = self.turn.keys.veil(self.state.seal, json.dumps(plain).encode())
        except (KeyLost, StoreAway):
            raise BallotUnavailable from None
        return {"veiled": base64.b64encode(veiled).decode()}

    def _screen(self, shown: Screen, uncast: Uncast, route: str, asks: str = "") -> Screen:
        """The screen as it is; of a secret ballot only its public form is stored readably."""
        open_ = shown
        if self.state.secret:
            open_ = replace(
                public(self.state, self.line, self.turn.t), secretly=(self.state.seal, shown)
            )
        kept = self._kept(uncast)
        return replace(open_, route=route, asks=asks, topic=topic_of(self.state), kept=kept)

    # -- screens ------------------------------------------------------------------------------

    def choosing(self, uncast: Uncast = NOTHING) -> Screen:
        """The paper with what was chosen so far."""
        shown, asks = self._choosing(uncast.marks, uncast.page), ""
        args = (self.state.motion_id, self.line.unit_id)
        if self.state.method is Method.COMMENT:
            asks = pack("ballot.said", *args)
        return self._screen(shown, uncast, pack("ballot.vote", *args), asks)

    def _choosing(self, marks: Sequence[str], page: int) -> Screen:
        state, line, t = self.state, self.line, self.turn.t
        if state.method is Method.COMMENT:
            return view.asking(state, line, t)
        pages = self.words("page", view.pages(state))
        if state.method is Method.RANK:
            words = {**self.words("rank", rank_choices(state, marks)), **pages}
            return view.ranking(state, line, words, marks, page, t)
        if is_single(state):
            words = {**self.words("pick", pick_choices(state)), **pages}
            return view.picking(state, line, words, page, t)
        words = {**self.words("toggle", toggle_choices(state)), **self._nobody(), **pages}
        return view.marking(state, line, words, marks, page, t)

    def _nobody(self) -> Mapping[str, str]:
        return self.words("pick", [view.NONE])

    def confirming(self, uncast: Uncast) -> Screen:
        """The choice read back, as something that can be cast once."""
        if not uncast.nonce:
            nonce = f"{self.turn.chance.getrandbits(NONCE_BITS):016x}"
            uncast = replace(uncast, nonce=nonce)
        word = self.words(*self._cast_word(uncast))[_whole(uncast)]
        shown = view.confirming(self.state, self.line, uncast.marks, uncast.said, word, self.turn.t)
        args = (self.state.motion_id, self.line.unit_id)
        asks = pack("ballot.said", *args) if self.state.method is Method.COMMENT else ""
        return self._screen(shown, uncast, pack("ballot.sure", *args), asks)

    def to_cast(self, word: str) -> Uncast:
        """What a press on “confirm” casts: what was read back there. Raises StaleBallot."""
        uncast = self.so_far()
        if uncast is None or not uncast.nonce:
            raise StaleBallot
        step, choices = self._cast_word(uncast)
        self.meant(step, choices, word)
        return uncast

    @staticmethod
    def _cast_word(uncast: Uncast) -> tuple[str, list[str]]:
        return f"cast:{uncast.nonce}", [_whole(uncast)]


def _whole(uncast: Uncast) -> str:
    return json.dumps([*uncast.marks, uncast.said])


# -- what a press may mean ------------------------------------------------------------------------


def is_single(state: BallotState) -> bool:
    """Whether one press says it all."""
    return state.method is Method.APPROVE or (state.method is Method.CHOOSE and state.seats == 1)


def pick_choices(state: BallotState) -> list[str]:
    """One option; of a choice among several, also nobody."""
    return [*state.keys, *([view.NONE] if state.method is Method.CHOOSE else [])]


def toggle_choices(state: BallotState) -> list[str]:
    """Each option, set or not."""
    return [view.toggled(key, on=on) for key in state.keys for on in (True, False)]


def rank_choices(state: BallotState, marks: Sequence[str]) -> list[str]:
    """Each option that is left at the next place; one less; and the press before, come twice."""
    left = (key for key in state.keys if key not in marks)
    last = [view.shortened(len(marks) - 1), view.ranked(len(marks), marks[-1])] if marks else []
    following = (view.ranked(len(marks) + 1, key) for key in left)
    return [*following, *last, view.shortened(len(marks))]


def after_toggle(marks: Sequence[str], choice: str) -> tuple[str, ...]:
    """The marks with one set, or taken back."""
    key, _, wanted = choice.rpartition("=")
    others = tuple(each for each in marks if each != key)
    return (*others, key) if wanted == "1" else others


def after_rank(marks: Sequence[str], choice: str) -> tuple[str, ...]:
    """The order with one more, or without its last."""
    step, _, rest = choice.partition("=")
    if step == "undo":
        return tuple(marks[: int(rest)])
    return (*marks[: int(step) - 1], rest)
