"""An appraiser's verdict as it is typed: the value, and why."""

import re
import unicodedata
from dataclasses import dataclass

_WORDS = r"(?:vì|vi|do|bởi|because|since|lý do|reason)"
_BECAUSE = re.compile(rf"\s+{_WORDS}(?:\s*:)?\s+", re.IGNORECASE)
_POINTS = r"(?:\s*(?:điểm|diem|đ|points?|pts?)(?!\w))?"
_ALONE = re.compile(rf"(?P<value>\S+?){_POINTS}\s*[:;,.–-]?", re.IGNORECASE)
_NUMBER = r"[0-9０-９]+(?:[.,][0-9]+)?"
# A digit first is no reason but more of the number, such as "1 050".
_LEADING = re.compile(
    rf"(?P<value>{_NUMBER}(?:\s?/\s?{_NUMBER})?\s?%?){_POINTS}(?:\s*[:;,–-]\s*|\s+)"
    rf"(?:{_WORDS}(?:\s*:|\s)\s*)?(?P<reason>[^\d\s].*)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was typed, in two parts; neither is read further here. `reason` may be empty."""

    value: str
    reason: str


def read_verdict(text: str) -> Verdict:
    """Part "90 vì chưa đủ minh chứng", "90 điểm: chưa đủ", "90 chưa đủ" or "90" in two.

    What does not begin with a number, and says no "vì", is all value: whoever reads the value
    refuses it by name.
    """
    said = unicodedata.normalize("NFC", text).strip()
    alone = _ALONE.fullmatch(said)
    if alone:
        return Verdict(alone["value"], "")
    found = _LEADING.fullmatch(said)
    if found:
        return Verdict(found["value"].strip(), found["reason"].strip())
    value, *reason = _BECAUSE.split(said, maxsplit=1)
    return Verdict(value.strip(), " ".join(reason).strip())
