"""Counts of paper ballots (*kiểm phiếu giấy*): which numbers there are, whether they add up."""

from collections.abc import Mapping, Sequence

from models.errors_vote import CountsDoNotAddUp
from models.rules.motion import Absent, Form, Method, Option, Terms, choices

ISSUED, COLLECTED, INVALID, WRITTEN = "issued", "collected", "invalid", "written"
OPTION = "option:"
MOST = 100_000
"""Nobody counts more ballots than that."""


def is_counted_by_hand(form: Form, method: Method) -> bool:
    """Whether the ballots are paper, and of a kind whose votes can be added up by people."""
    return form is Form.PAPER and method in (Method.APPROVE, Method.CHOOSE)


def lines_of(method: Method, options: Sequence[Option], terms: Terms) -> tuple[str, ...]:
    """The numbers that a teller enters, in their order; written opinions where rules take them."""
    written = (WRITTEN,) if terms.absent is Absent.WRITTEN else ()
    keys = choices(method, options)
    return (ISSUED, COLLECTED, INVALID, *written, *(OPTION + key for key in keys))


def whole(method: Method, options: Sequence[Option], numbers: Mapping[str, int]) -> dict[str, int]:
    """All the numbers of a count; those that were not asked for are 0, others are left out."""
    keys = (ISSUED, COLLECTED, INVALID, WRITTEN)
    names = (*keys, *(OPTION + key for key in choices(method, options)))
    return {name: numbers.get(name, 0) for name in names}


def check_numbers(method: Method, seats: int, entitled: int, numbers: Mapping[str, int]) -> None:
    """Raises CountsDoNotAddUp, naming the line that cannot be.

    Of APPROVE the answers and the invalid ballots make up those collected. Of CHOOSE no option has
    more votes than there are valid ballots, and all together no more than these have places.
    """
    collected, invalid = numbers[COLLECTED], numbers[INVALID]
    if any(not 0 <= number <= MOST for number in numbers.values()) or numbers[ISSUED] > entitled:
        raise CountsDoNotAddUp(ISSUED)
    if collected > numbers[ISSUED]:
        raise CountsDoNotAddUp(COLLECTED)
    if invalid > collected:
        raise CountsDoNotAddUp(INVALID)
    if numbers[WRITTEN] > collected:
        raise CountsDoNotAddUp(WRITTEN)
    votes = [number for name, number in numbers.items() if name.startswith(OPTION)]
    valid = collected - invalid
    if method is Method.CHOOSE and any(each > valid for each in votes):
        raise CountsDoNotAddUp("option")
    together = sum(votes)
    fits = together == valid if method is Method.APPROVE else together <= valid * seats
    if not fits:
        raise CountsDoNotAddUp("options")
