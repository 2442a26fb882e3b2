"""What the record, and so everybody, gets to know of a count."""

from typing import Any

from models.rules.motion import SHOWN_FROM, Form
from models.rules.tally import Count

_UNTOLD: dict[str, Any] = {"votes": {}, "places": {}, "needs": [], "decided_by": ""}


def recorded(form: Form, count: Count) -> dict[str, Any]:
    """The result as the record keeps it: of very few secret ballots only what was decided.

    Sums of so few would tell their voters who chose what; `docs/record.md` names the fields.
    """
    result = count.stored()
    if form is not Form.SECRET or count.sizes.cast >= SHOWN_FROM:
        return result
    # Who has more votes than another would be told by their order; of a ranking it is the decision.
    elected = sorted(count.elected, key=lambda key: (count.places.get(key, 0), key))
    unknown = {"invalid": None, "valid": None, "abstain": None}
    return {**result, **unknown, **_UNTOLD, "elected": elected}
