"""Kiểm tra nhật ký thi đua, không cần mạng và không cần phần mềm nào khác ngoài Python 3.9 trở lên.

An offline verifier of the record: one file, the standard library only, nothing of the program that
wrote the record. It does anew, from the rules of docs/record.md, what the record says was done.

    python kiem-tra-nhat-ky.py verify TỆP [--checkpoint SỐ:MÃ ...] [--fingerprint ĐƠN-VỊ:MÃ ...]
    python kiem-tra-nhat-ky.py verify-diff TỆP-CŨ TỆP-MỚI

Ends with 0 if everything is right, 1 if something is not, 2 if it cannot be read.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import unicodedata
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FORMAT, DOMAIN, MOTION = "thidua-record-1", "thidua-record-1", "thidua-motion-1"
FIRST = "0" * 64
FEW = 7
"""With fewer valid ballots no single ballot is listed."""
SHOWN_FROM = 5
"""Of fewer secret ballots nothing that was counted is told."""
ZONE = timezone(timedelta(hours=7))
"""Papers are numbered anew in each calendar year of Việt Nam."""
HASH_AT_LEAST, FINGERPRINT_AT_LEAST = 16, 10
Facts = dict[str, Any]
Marks = list[str]


class UnreadableError(Exception):
    """This is no record at all."""


class BrokenError(Exception):
    """Something does not agree, and what it is."""


class EntryError(BrokenError):
    """The same, of one entry."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"Mục số {number}: {why}")


def _need(condition: object, why: str) -> None:
    if not condition:
        raise BrokenError(why)


# -- reading ----------------------------------------------------------------------------------


def _unique(pairs: list[tuple[str, Any]]) -> Facts:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("có hai trường cùng tên")
    return found


def _no_float(words: str) -> Any:
    raise ValueError(f"có số không nguyên: {words[:40]}")


def parse(text: str) -> Any:
    """JSON without doubled names, without numbers that are not whole. ValueError for the rest."""
    try:
        return json.loads(
            text, object_pairs_hook=_unique, parse_float=_no_float, parse_constant=_no_float
        )
    except (RecursionError, MemoryError) as error:
        raise ValueError("cấu trúc lồng quá sâu") from error


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_plain(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value


def canonical(value: Any) -> str:
    """The one way to write a value: names sorted, no spaces, NFC."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def digest(value: Any) -> str:
    """The hash of a value."""
    return _sha(canonical(value))


class Entry(NamedTuple):
    """An entry whose hash holds."""

    seq: int
    hash: str
    kind: str
    at: datetime
    by: Any
    facts: Facts


class Export(NamedTuple):
    """An export, read and not yet checked."""

    cluster: str
    year: int
    entries: list[Any]
    head: str


def read_export(content: bytes) -> Export:
    """The export in these bytes. UnreadableError for anything else."""
    try:
        found = parse(content.decode("utf-8"))
    except ValueError as error:
        raise UnreadableError(f"không phải tệp nhật ký ({error})") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise UnreadableError("không phải tệp nhật ký, hoặc là phiên bản mà tệp này không biết")
    names = {"format", "cluster", "year", "exported_at", "entries", "head"}
    if set(found) != names or not isinstance(found["entries"], list):
        raise UnreadableError("tệp nhật ký thiếu trường hoặc thừa trường")
    return Export(found["cluster"], found["year"], found["entries"], found["head"])


# -- the chain --------------------------------------------------------------------------------


def chain(export: Export) -> list[Entry]:
    """The entries, each holding the one before. BrokenError names the first that does not."""
    _need(_is_word(export.cluster) and _is_count(export.year), "mã cụm hoặc năm không đúng mẫu")
    entries: list[Entry] = []
    before = FIRST
    for number, item in enumerate(export.entries, 1):
        entries.append(_of_entry(number, _chained, export, number, item, before))
        before = entries[-1].hash
    _need(export.head == before, "mã đầu chuỗi không phải mã của mục cuối cùng")
    return entries


def _of_entry(number: int, check: Callable[..., Any], *args: Any) -> Any:
    """What the check gives; whatever it meets is the fault of this entry."""
    try:
        return check(*args)
    except BrokenError as error:
        raise EntryError(number, str(error)) from error
    except (RecursionError, MemoryError, ArithmeticError, LookupError) as error:
        raise EntryError(number, "nội dung không đúng mẫu") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise EntryError(number, "nội dung không đúng mẫu") from error


def _chained(export: Export, number: int, item: Any, before: str) -> Entry:
    body, mark = _fields(item, "body", "hash")
    _need(_sha(f"{DOMAIN}\n{before}\n{body}") == mark, "mã băm không khớp với nội dung")
    try:
        found = parse(body)
    except ValueError as error:
        raise BrokenError(f"nội dung không đọc được ({error})") from error
    _need(canonical(found) == body, "nội dung không viết theo dạng chuẩn")
    at, by, cluster, facts, kind, seq, year = _fields(
        found, "at", "by", "cluster", "facts", "kind", "seq", "year"
    )
    _need(seq == number and _is_count(seq), "số thứ tự không liền nhau")
    _need((cluster, year) == (export.cluster, export.year), "mục của cụm khác hoặc năm khác")
    _need(_is_word(kind) and isinstance(facts, dict), "nội dung không đúng mẫu")
    if by is not None:
        _fields(by, "offices", "unit")
    return Entry(seq, mark, kind, _moment(at), by, facts)


def _fields(value: Any, *names: str) -> list[Any]:
    """Exactly these fields of an object, in this order."""
    _need(isinstance(value, dict), "nội dung không đúng mẫu")
    lacking, beyond = set(names) - set(value), set(value) - set(names)
    _need(not lacking, f"thiếu trường {', '.join(sorted(lacking))}")
    _need(not beyond, f"thừa trường {', '.join(sorted(beyond))}")
    return [value[name] for name in names]


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def _words(value: Any) -> list[str]:
    """A list of words without doubles."""
    _need(isinstance(value, list) and all(_is_word(each) for each in value), "danh sách sai mẫu")
    _need(len(set(value)) == len(value), "danh sách có phần tử lặp lại")
    return list(value)


def _moment(value: Any) -> datetime:
    _need(isinstance(value, str), "thời điểm không đúng mẫu")
    moment = datetime.fromisoformat(value)
    _need(moment.tzinfo is not None, "thời điểm không có múi giờ")
    return moment


# -- what a motion declared beforehand --------------------------------------------------------


class Motion:
    """A motion as it was opened, and what has come of it."""

    def __init__(self, manifest: Facts, manifest_hash: str) -> None:
        self.manifest, self.hash = manifest, manifest_hash
        self.form, self.method = manifest["form"], manifest["method"]
        self.options: dict[str, Facts] = {each["key"]: each for each in manifest["options"]}
        self.keys = list(self.options)
        self.terms: Facts = manifest["terms"]
        self.roll: dict[str, Facts] = {each["unit"]: each for each in manifest["roll"]}
        self.closes_at = _moment(manifest["closes_at"])
        self.state = "open"
        self.result: Facts = {}
        self.fingerprints: dict[str, str] = {}
        self.lot: tuple[list[str], str] | None = None
        self.drawn: list[str] = []
        self.next: Motion | None = None
        self.gave_office = False

    @property
    def choices(self) -> list[str]:
        """What marks are taken from."""
        return ["yes", "no", "abstain"] if self.method == "approve" else self.keys

    @property
    def winners(self) -> set[str]:
        """The units that were elected, by the count or by the lot; alone, if they were approved."""
        elected = list(self.result["elected"])
        if self.method == "approve":
            elected = self.keys if elected and len(self.keys) == 1 else []
        elected += self.drawn[: self.result["seats_left"]]
        return {self.options[key]["unit"] for key in elected} - {""}

    @property
    def is_untold(self) -> bool:
        """Whether so few secret ballots were cast that nothing counted is told."""
        return self.state == "closed" and self.result["valid"] is None

    @property
    def awaited(self) -> set[str]:
        """Who has to have voted before anybody may close the vote early."""
        everywhere = self.terms["absent"] == "cast"
        return {
            unit
            for unit, each in self.roll.items()
            if each["voter"] and not each["excluded"] and (everywhere or each["present"])
        }


MANIFEST = (
    "format", "ballot", "cluster", "year", "session", "motion", "round", "follows", "kind", "form",
    "method", "title", "options", "roll", "voters_hash", "terms", "opened_at", "closes_at",
    "public_key",
)  # fmt: skip
TERMS = (
    "thresholds", "quorum", "quorum_on", "seats", "min_yes", "own_unit", "absent", "ties",
    "receipt", "merits", "preset", "source",
)  # fmt: skip


def read_motion(manifest: Any, manifest_hash: Any) -> Motion:
    """The motion of a manifest that is what it has to be."""
    _fields(manifest, *MANIFEST)
    _need(digest(manifest) == manifest_hash, "mã băm của bản khai (manifest) không khớp")
    _need(manifest["format"] == MOTION, "bản khai thuộc phiên bản không biết")
    _need(manifest["form"] in ("open", "secret", "paper"), "hình thức bỏ phiếu không có")
    _need(manifest["method"] in ("approve", "choose", "rank", "comment"), "cách bỏ phiếu không có")
    _need(_is_count(manifest["round"]) and manifest["round"] >= 1, "số vòng không đúng")
    _need(_is_word(manifest["title"]) and _is_word(manifest["kind"]), "bản khai không có tên phiếu")
    for option in manifest["options"]:
        _, label, unit = _fields(option, "key", "label", "unit")
        _need(isinstance(label, str) and isinstance(unit, str), "phương án không đúng mẫu")
    _words([option["key"] for option in manifest["options"]])
    _check_roll(manifest["roll"])
    _check_terms(manifest["terms"])
    _check_excluded(manifest)
    secret = manifest["form"] == "secret"
    key = manifest["public_key"]
    _need(_is_hash(key) if secret else key == "", "khóa niêm phong không hợp với hình thức phiếu")
    _need(_is_hash(manifest["voters_hash"]), "mã băm danh sách người bỏ phiếu không đúng mẫu")
    _need(
        _moment(manifest["opened_at"]) < _moment(manifest["closes_at"]), "đóng phiếu trước khi mở"
    )
    return Motion(manifest, manifest_hash)


def _check_roll(roll: Any) -> None:
    units = [_fields(each, "unit", "name", "excluded", "present", "voter") for each in roll]
    names = _words([each[0] for each in units])
    _need(names and names == sorted(names), "danh sách đơn vị không theo thứ tự mã")
    plain = all(isinstance(flag, bool) for each in units for flag in each[2:])
    _need(plain, "danh sách đơn vị không đúng mẫu")


def _check_excluded(manifest: Facts) -> None:
    """Left out is the unit that an honour is for, where the rules leave it out, and nobody else."""
    own = manifest["kind"] == "honour" and manifest["terms"]["own_unit"] == "excluded"
    about = {each["unit"] for each in manifest["options"]} if own else set()
    for each in manifest["roll"]:
        right = each["excluded"] == (each["unit"] in about)
        _need(right, f"đơn vị {each['unit']} được hoặc không được bỏ phiếu trái với thể lệ")


def _check_terms(terms: Any) -> None:
    _fields(terms, *TERMS)
    for each in terms["thresholds"]:
        op, num, den, base = _fields(each, "op", "num", "den", "base")
        _need(op in (">", ">=") and base in BASES, "ngưỡng thông qua không đúng mẫu")
        _need(_is_count(num) and _is_count(den) and den > 0, "ngưỡng thông qua không đúng mẫu")
    num, den = terms["quorum"]
    _need(_is_count(num) and _is_count(den) and den > 0, "tỷ lệ tham dự không đúng mẫu")
    _need(terms["quorum_on"] in ("presence", "cast"), "cách tính tham dự không đúng mẫu")
    _need(_is_count(terms["seats"]) and terms["seats"] >= 1, "số người, đơn vị được chọn sai")
    _need(_is_count(terms["min_yes"]), "số phiếu tối thiểu không đúng mẫu")
    _need(set(_words(terms["ties"])) <= {"run_off", "criteria", "lot", "share"}, "cách xử lý sai")
    _need(isinstance(terms["merits"], dict), "tiêu chí phụ không đúng mẫu")


BASES = ("entitled", "present", "cast", "valid", "yes_no")


# -- counting ---------------------------------------------------------------------------------


class Totals(NamedTuple):
    """What was counted, before anything is decided by it."""

    entitled: int
    present: int
    cast: int
    valid: int
    abstain: int
    votes: dict[str, int]

    def base(self, name: str) -> int:
        """Of what a share is a share."""
        if name == "yes_no":
            return self.valid - self.abstain
        return {
            "entitled": self.entitled,
            "present": self.present,
            "cast": self.cast,
            "valid": self.valid,
        }[name]


def is_valid(motion: Motion, marks: Any) -> bool:
    """Whether these marks are a valid vote."""
    if not isinstance(marks, list) or not all(isinstance(mark, str) for mark in marks):
        return False
    if len(set(marks)) != len(marks) or not set(marks) <= set(motion.choices):
        return False
    if motion.method == "approve":
        return len(marks) == 1
    if motion.method == "choose":
        return len(marks) <= int(motion.terms["seats"])
    return len(marks) == (len(motion.keys) if motion.method == "rank" else 0)


def votes_of(motion: Motion, ballots: Sequence[Marks]) -> dict[str, int]:
    """Key -> votes of valid ballots; of rankings, n-1 points for the first, 0 for the last."""
    votes = dict.fromkeys(motion.choices, 0)
    for marks in ballots:
        for place, mark in enumerate(marks, 1):
            votes[mark] += len(marks) - place if motion.method == "rank" else 1
    return votes


def abstentions(motion: Motion, ballots: Sequence[Marks]) -> int:
    """Ballots that say neither yes nor no, or name nobody."""
    if motion.method == "approve":
        return sum(marks == ["abstain"] for marks in ballots)
    return sum(not marks for marks in ballots) if motion.method == "choose" else 0


def needs_of(motion: Motion, totals: Totals) -> list[Facts]:
    """For each threshold the fewest votes that reach it."""
    found = []
    for each in motion.terms["thresholds"]:
        size = totals.base(each["base"])
        least = each["num"] * size // each["den"] + 1
        if each["op"] == ">=":
            least = -(-each["num"] * size // each["den"])
        found.append({"base": each["base"], "size": size, "votes": max(least, 1)})
    return found


def decide(motion: Motion, totals: Totals) -> Facts:
    """The result as the record has to hold it, from the totals alone."""
    result: Facts = {
        "sizes": {
            "entitled": totals.entitled,
            "present": totals.present,
            "cast": totals.cast,
        },
        "invalid": totals.cast - totals.valid,
        "valid": totals.valid,
        "abstain": totals.abstain,
        "votes": totals.votes,
        "needs": [],
        "elected": [],
        "places": {},
        "tied": [],
        "seats_left": 0,
        "decided_by": "",
        "further": "",
        "candidates": [],
    }
    if motion.method == "rank":
        return {**result, **_ranked(motion, totals)}
    if motion.method == "comment":
        return result
    result["needs"] = needs_of(motion, totals)
    least = max([each["votes"] for each in result["needs"]] + [motion.terms["min_yes"], 1])
    if motion.method == "approve":
        return {**result, "elected": ["yes"] if totals.votes["yes"] >= least else []}
    return {**result, **_chosen(motion, totals, least)}


def _best_first(keys: Sequence[str], value: Callable[[str], Any]) -> list[list[str]]:
    """Groups of equals, the best group first; inside a group the order means nothing."""
    groups: dict[Any, list[str]] = {}
    for key in sorted(keys):
        groups.setdefault(value(key), []).append(key)
    return [groups[each] for each in sorted(groups, reverse=True)]


def _chosen(motion: Motion, totals: Totals, least: int) -> Facts:
    votes, seats = totals.votes, motion.terms["seats"]
    elected: list[str] = []
    for group in _best_first([key for key in votes if votes[key] >= least], votes.__getitem__):
        left = seats - len(elected)
        if len(group) > left:
            return _told_apart(motion, elected, group, left) if left else {"elected": elected}
        elected += group
    left = seats - len(elected)
    if not left:
        return {"elected": elected}
    candidates = _for_second_round(motion, votes, elected, left)
    further = "second_round" if candidates else ""
    return {"elected": elected, "seats_left": left, "further": further, "candidates": candidates}


def _told_apart(motion: Motion, elected: list[str], tied: list[str], left: int) -> Facts:
    """The tied for the places left, by the declared steps in their order."""
    decided_by = ""
    for step in motion.terms["ties"]:
        if step in ("run_off", "lot"):
            return _open_end(elected, tied, left, decided_by, step)
        if step == "share":
            return {"elected": elected + tied, "decided_by": step}
        groups = _by_merits(motion, tied)
        decided_by = step if len(groups) > 1 else decided_by
        while groups and len(groups[0]) <= left:
            left -= len(groups[0])
            elected = elected + groups.pop(0)
        if not left:
            return {"elected": elected, "decided_by": decided_by}
        tied = groups[0]
    return _open_end(elected, tied, left, decided_by, "")


def _open_end(elected: list[str], tied: list[str], left: int, by: str, further: str) -> Facts:
    return {
        "elected": elected,
        "tied": sorted(tied),
        "seats_left": left,
        "decided_by": by,
        "further": further,
        "candidates": sorted(tied) if further else [],
    }


def _by_merits(motion: Motion, tied: list[str]) -> list[list[str]]:
    """Equals by their declared merits; all together where these cannot be compared."""
    merits = {key: _numbers(motion.terms["merits"].get(key, [])) for key in tied}
    if len({len(each) for each in merits.values()}) != 1:
        return [tied]
    return _best_first(tied, merits.__getitem__)


def _numbers(texts: Any) -> tuple[Decimal, ...]:
    """Exact decimals; none at all if one of them is no number."""
    try:
        numbers = tuple(Decimal(each) for each in texts)
    except (ArithmeticError, TypeError, ValueError):
        return ()
    return numbers if all(each.is_finite() for each in numbers) else ()


def _for_second_round(
    motion: Motion, votes: dict[str, int], elected: list[str], left: int
) -> list[str]:
    rest = [key for key in motion.keys if key not in elected]
    if motion.terms["seats"] == 1:
        rest = [key for key in rest if votes[key] > 0] or rest
    found: list[str] = []
    for group in _best_first(rest, votes.__getitem__):
        if len(found) < 2 * left:
            found += group
    return sorted(found)


def _ranked(motion: Motion, totals: Totals) -> Facts:
    if not totals.valid:
        return {}
    places: dict[str, int] = {}
    order: list[str] = []
    by = ""
    for group in _best_first(motion.keys, totals.votes.__getitem__):
        parts = [group]
        if len(group) > 1 and "criteria" in motion.terms["ties"]:
            parts = _by_merits(motion, group)
            by = "criteria" if len(parts) > 1 else by
        for part in parts:
            places.update(dict.fromkeys(part, len(order) + 1))
            order += part
    return {"elected": order, "places": places, "decided_by": by}


# -- what the record says, entry by entry -----------------------------------------------------


class Book:
    """The record as far as it has been read."""

    def __init__(self, cluster: str, year: int) -> None:
        self.cluster, self.year = cluster, year
        self.motions: dict[str, Motion] = {}
        self.tables: dict[Any, tuple[int, str, str]] = {}
        self.papers: dict[tuple[str, str], int] = {}
        self.numbers: set[tuple[str, int, int]] = set()
        self.agenda: set[tuple[Any, Any]] = set()
        self.unvoted = 0
        """Honours and offices that name no vote."""
        self.unknown: list[str] = []
        self.entry = Entry(0, FIRST, "", datetime.min.replace(tzinfo=ZONE), None, {})
        """The one that is being checked."""

    def read(self, entry: Entry) -> None:
        """Check an entry against all before it."""
        check = getattr(self, "_" + entry.kind.replace("-", "_"), None)
        if entry.kind in KINDS and check is not None:
            self.entry = entry
            check(entry.facts)
        elif entry.kind not in self.unknown:
            self.unknown.append(entry.kind)

    def _motion(self, seal: Any, *states: str) -> Motion:
        _need(_is_word(seal) and seal in self.motions, "phiếu này chưa được mở trong nhật ký")
        motion = self.motions[seal]
        _need(motion.state in states, f"phiếu này đang ở trạng thái «{STATES[motion.state]}»")
        return motion

    def _opened(self, facts: Facts) -> None:
        seal, manifest, manifest_hash = _fields(facts, "ballot", "manifest", "manifest_hash")
        motion = read_motion(manifest, manifest_hash)
        _need(_is_word(seal) and manifest["ballot"] == seal, "mã phiếu không khớp với bản khai")
        _need(seal not in self.motions, "phiếu này đã được mở một lần")
        where = (manifest["cluster"], manifest["year"])
        _need(where == (self.cluster, self.year), "bản khai của cụm khác hoặc năm khác")
        began = _moment(manifest["opened_at"]).replace(microsecond=0)
        _need(self.entry.at == began, "thời điểm mở phiếu khác thời điểm ghi nhật ký")
        place = (manifest["session"], manifest["motion"])
        _need(place not in self.agenda, "nội dung này đã được mở phiếu một lần")
        self.agenda.add(place)
        if manifest["follows"] != "":
            self._check_further(motion, self._motion(manifest["follows"], "closed"))
        self.motions[seal] = motion

    @staticmethod
    def _check_further(motion: Motion, before: Motion) -> None:
        result = before.result
        _need(result["further"] in ("run_off", "second_round"), "vòng trước không cần vòng sau")
        _need(sorted(motion.keys) == result["candidates"], "phương án không phải của vòng trước")
        _need(motion.terms["seats"] == result["seats_left"], "số được chọn không như vòng trước để")
        _need(motion.manifest["round"] == before.manifest["round"] + 1, "số vòng không nối tiếp")
        same = all(motion.options[key] == before.options[key] for key in motion.keys)
        _need(same, "phương án không như ở vòng trước")
        same = motion.manifest["kind"] == before.manifest["kind"]
        _need(same, "loại nội dung không như ở vòng trước")
        _need(before.next is None or before.next.state == "void", "vòng trước đã có vòng sau")
        before.next = motion

    def _extended(self, facts: Facts) -> None:
        seal, closes_at = _fields(facts, "ballot", "closes_at")
        motion = self._motion(seal, "open")
        _need(_moment(closes_at) > motion.closes_at, "thời hạn mới không muộn hơn thời hạn cũ")
        running = motion.form == "paper" or self.entry.at < motion.closes_at
        _need(running, "gia hạn sau khi đã hết thời hạn")
        motion.closes_at = _moment(closes_at)

    def _void(self, facts: Facts) -> None:
        seal, why = _fields(facts, "ballot", "why")
        known = why in ("no_quorum", "key_lost") or str(why).startswith("by_head:")
        _need(isinstance(why, str) and known, "lý do hủy phiếu không đúng mẫu")
        motion = self._motion(seal, "open")
        self._check_time(motion)
        motion.state = "void"

    def _check_time(self, motion: Motion) -> None:
        """The clock, which acts for nobody, ends a vote when its time is over, never sooner."""
        early = self.entry.at < motion.closes_at.replace(microsecond=0)
        _need(not (early and self.entry.by is None), "phiếu được tự động đóng trước thời hạn")

    def _check_all_voted(self, motion: Motion, turnout: Any) -> None:
        """Nobody ends a vote before its time while somebody could still vote."""
        if motion.form != "paper" and self.entry.at < motion.closes_at.replace(microsecond=0):
            missing = motion.awaited - set(_words(turnout))
            _need(not missing, "phiếu được đóng trước thời hạn khi chưa đủ đơn vị bỏ phiếu")

    def _closed(self, facts: Facts) -> None:
        motion = self._motion(facts.get("ballot"), "open")
        self._check_time(motion)
        _need(facts.get("manifest_hash") == motion.hash, "không phải bản khai khi mở phiếu")
        _fields(facts.get("result"), *RESULT)
        self._check_all_voted(motion, facts.get("turnout"))
        if motion.form == "secret" and len(_words(facts.get("turnout"))) < SHOWN_FROM:
            _check_untold(motion, facts)
            motion.state, motion.result = "closed", facts["result"]
            return
        totals = {"open": _open_totals, "secret": _secret_totals, "paper": _paper_totals}
        counted = totals[motion.form](motion, facts)
        _need(counted.cast <= counted.present, "số có mặt ít hơn số phiếu thu vào")
        _need(counted.present <= counted.entitled, "số có mặt lớn hơn số đơn vị")
        _check_quorum(motion, counted)
        _compare(decide(motion, counted), facts["result"])
        motion.state, motion.result = "closed", facts["result"]

    def _lot_committed(self, facts: Facts) -> None:
        seal, source, keys, commitment = _fields(facts, "ballot", "source", "keys", "commitment")
        motion = self._motion(seal, "closed")
        _need(motion.lot is None, "lần bốc thăm này đã được công bố trước đó")
        _need(motion.result["further"] == "lot", "kết quả phiếu này không cần bốc thăm")
        _need(sorted(_words(keys)) == motion.result["candidates"], "danh sách bốc thăm không đúng")
        _need(_is_word(source), "chưa nêu nguồn số ngẫu nhiên")
        expected = digest({"ballot": seal, "keys": sorted(keys), "source": source})
        _need(commitment == expected, "mã cam kết của lần bốc thăm không khớp")
        motion.lot = (sorted(keys), expected)

    def _lot_drawn(self, facts: Facts) -> None:
        seal, drawn, order = _fields(facts, "ballot", "drawn", "order")
        motion = self._motion(seal, "closed")
        _need(motion.lot is not None and not motion.drawn, "chưa cam kết, hoặc đã bốc thăm rồi")
        keys, commitment = motion.lot or ([], "")
        text = "".join(unicodedata.normalize("NFC", drawn).split())
        _need(text, "chưa có số rút được")
        expected = sorted(keys, key=lambda key: _sha(f"{commitment}\n{text}\n{key}"))
        _need(order == expected, "thứ tự bốc thăm không phải thứ tự tính được")
        motion.drawn = expected

    def _won(self, seal: Any) -> Motion:
        motion = self._motion(seal, "closed")
        _need(motion.result["elected"] or motion.drawn, "phiếu này không có ai, không gì được chọn")
        return motion

    # -- the year -----------------------------------------------------------------------------

    def _table_agreed(self, facts: Facts) -> None:
        period, version, mark, units = _fields(facts, "period", "version", "digest", "units")
        _need(_is_hash(mark) and _is_count(version), "bảng điểm không đúng mẫu")
        last = self.tables.get(period, (0, "", "reopened"))
        _need(last[2] == "reopened", "bảng điểm trước chưa được mở lại")
        _need(version > last[0], "phiên bản bảng điểm không mới hơn phiên bản trước")
        _check_ranks([_fields(each, "unit", "final", "rank", "grade") for each in units])
        self.tables[period] = (version, mark, "agreed")

    def _table_published(self, facts: Facts) -> None:
        period, version, mark = _fields(facts, "period", "version", "digest")
        known = self.tables.get(period) == (version, mark, "agreed")
        _need(known, "công bố bảng điểm khác bảng đã thống nhất")
        self.tables[period] = (version, mark, "published")

    def _table_reopened(self, facts: Facts) -> None:
        period, version, mark = _fields(facts, "period", "version", "digest")
        last = self.tables.get(period, (0, "", ""))
        _need(last[:2] == (version, mark), "mở lại bảng điểm khác bảng đã thống nhất")
        _need(last[2] in ("agreed", "published"), "bảng điểm này chưa được thống nhất")
        self.tables[period] = (version, mark, "reopened")

    def _honours(self, facts: Facts) -> None:
        (proposals,) = _fields(facts, "proposals")
        for each in proposals:
            unit, code, rank, seal = _fields(each, "unit", "code", "rank", "ballot")
            _need(_is_word(unit) and _is_word(code), "đề nghị khen thưởng không đúng mẫu")
            _need(rank is None or (_is_count(rank) and rank > 0), "thứ hạng không đúng mẫu")
            if not seal:
                self.unvoted += 1
                continue
            motion = self._won(seal)
            _need(motion.manifest["kind"] in ("honour", "choice"), "phiếu này không về khen thưởng")
            _need(unit in motion.winners, "đơn vị được đề nghị không phải đơn vị được thông qua")

    def _elected(self, facts: Facts) -> None:
        office, unit, begins, ends, seal = _fields(facts, "office", "unit", "from", "to", "ballot")
        _need(_is_word(unit) and begins <= ends, "nhiệm kỳ không đúng mẫu")
        if not seal:
            self.unvoted += 1
        else:
            motion = self._won(seal)
            _need(not motion.gave_office, "phiếu này đã được dùng cho một nhiệm kỳ")
            motion.gave_office = True
            kind = motion.manifest["kind"]
            _need(kind == office, "chức danh không phải chức danh của phiếu bầu")
            _need(unit in motion.winners, "đơn vị nhận chức danh không phải đơn vị trúng cử")

    def _paper(self, facts: Facts) -> None:
        number, code, subject = _fields(facts, "number", "code", "subject")
        _need(_is_count(number) and number > 0, "số văn bản không đúng mẫu")
        _need(_is_word(code) and _is_word(subject), "văn bản không đúng mẫu")
        _need((code, subject) not in self.papers, "một văn bản được cấp hai số")
        numbered = (code, self.entry.at.astimezone(ZONE).year, number)
        _need(numbered not in self.numbers, "hai văn bản có cùng một số")
        self.papers[(code, subject)] = number
        self.numbers.add(numbered)


KINDS = (
    "opened", "extended", "void", "closed", "lot-committed", "lot-drawn", "table-agreed",
    "table-published", "table-reopened", "honours", "elected", "paper",
)  # fmt: skip
"""What is checked by its content."""
CHAINED = ("honour-decided", "handover")
"""Of these only the chain speaks. Whatever else stands in a record was not written by the rules."""
STATES = {"open": "đang mở", "closed": "đã kiểm phiếu", "void": "đã hủy"}
RESULT = (
    "sizes", "invalid", "valid", "abstain", "votes", "needs", "elected", "places", "tied",
    "seats_left", "decided_by", "further", "candidates",
)  # fmt: skip


def _voters(motion: Motion, turnout: Any, written: Sequence[str] = ()) -> list[str]:
    """Who took part, each a unit of the roll that may vote, sorted, none twice."""
    units = _words(turnout)
    _need(units == sorted(units), "danh sách đơn vị đã bỏ phiếu không theo thứ tự mã")
    for unit in units:
        _need(unit in motion.roll, f"đơn vị {unit} không có trong danh sách")
        _need(not motion.roll[unit]["excluded"], f"đơn vị {unit} không được bỏ phiếu này")
        able = motion.roll[unit]["voter"] or unit in written
        _need(able, f"đơn vị {unit} không có người bỏ phiếu")
    return units


def _counted(motion: Motion, present: Any, cast: int, ballots: Sequence[Marks]) -> Totals:
    _need(_is_count(present), "số có mặt không đúng mẫu")
    valid = [marks for marks in ballots if is_valid(motion, marks)]
    abstain, votes = abstentions(motion, valid), votes_of(motion, valid)
    return Totals(len(motion.roll), present, cast, len(valid), abstain, votes)


def _open_totals(motion: Motion, facts: Facts) -> Totals:
    """Named votes: who voted what."""
    *_, turnout, present, votes = _fields(
        facts, "ballot", "manifest_hash", "result", "turnout", "present", "votes"
    )
    _need(isinstance(votes, dict), "danh sách biểu quyết không đúng mẫu")
    said = "said_hash" if motion.method == "comment" else "marks"
    lines = {unit: _fields(each, said, "written") for unit, each in votes.items()}
    taken = motion.terms["absent"] != "none" or not any(line[1] for line in lines.values())
    _need(taken, "có ý kiến bằng văn bản mà thể lệ không cho phép")
    units = _voters(motion, turnout, [unit for unit in lines if lines[unit][1] is True])
    _need(sorted(votes) == units, "danh sách biểu quyết không khớp danh sách đã bỏ phiếu")
    if motion.method == "comment":
        _need(all(_is_hash(lines[unit][0]) for unit in units), "ý kiến không đúng mẫu")
        return _counted(motion, present, len(units), [[] for _ in units])
    return _counted(motion, present, len(units), [lines[unit][0] for unit in units])


def _secret_totals(motion: Motion, facts: Facts) -> Totals:
    """Opened envelopes: from the single ballots, or of few ballots from the sums."""
    result = facts["result"]
    names = ["ballot", "manifest_hash", "result", "turnout", "present", "fingerprints"]
    listed = ["ballots"] if _is_count(result["valid"]) and result["valid"] >= FEW else []
    *_, turnout, present, fingerprints = _fields(facts, *listed, *names)
    units = _voters(motion, turnout)
    _need(isinstance(fingerprints, dict), "dấu vết phong bì không đúng mẫu")
    _need(sorted(fingerprints) == units, "dấu vết phong bì không khớp danh sách đã bỏ phiếu")
    _need(all(_is_hash(each) for each in fingerprints.values()), "dấu vết phong bì không đúng mẫu")
    motion.fingerprints = fingerprints
    if not listed:
        return _few(motion, present, len(units), result)
    ballots = facts["ballots"]
    _need(len(ballots) == len(units), "số lá phiếu khác số đơn vị đã bỏ phiếu")
    return _counted(motion, present, len(units), ballots)


def _check_untold(motion: Motion, facts: Facts) -> None:
    """Fewer than five secret ballots: nothing that was counted is told, only what was decided."""
    result = facts["result"]
    names = ["ballot", "manifest_hash", "result", "turnout", "present", "fingerprints"]
    *_, turnout, present, fingerprints = _fields(facts, *names)
    units = _voters(motion, turnout)
    _need(isinstance(fingerprints, dict), "dấu vết phong bì không đúng mẫu")
    _need(sorted(fingerprints) == units, "dấu vết phong bì không khớp danh sách đã bỏ phiếu")
    _need(all(_is_hash(each) for each in fingerprints.values()), "dấu vết phong bì không đúng mẫu")
    motion.fingerprints = fingerprints
    _need(_is_count(present), "số có mặt không đúng mẫu")
    counted = Totals(len(motion.roll), present, len(units), 0, 0, {})
    _need(counted.cast <= counted.present <= counted.entitled, "số có mặt không đúng")
    _check_quorum(motion, counted)
    untold: Facts = {"invalid": None, "valid": None, "abstain": None, "votes": {}, "places": {},
              "needs": [], "decided_by": ""}  # fmt: skip
    _need({name: result[name] for name in untold} == untold, "phiếu kín quá ít mà vẫn nêu số phiếu")
    sizes = {"entitled": counted.entitled, "present": present, "cast": counted.cast}
    _need(result["sizes"] == sizes, "số đơn vị trong kết quả không đúng")
    _check_untold_outcome(motion, counted, result)


def _check_untold_outcome(motion: Motion, totals: Totals, result: Facts) -> None:
    """Whether so few ballots can decide this at all, by the rules that were declared."""
    elected, tied, candidates = (_words(result[each]) for each in ("elected", "tied", "candidates"))
    left, further = result["seats_left"], result["further"]
    named = [*elected, *tied, *candidates]
    _need(set(named) <= set(motion.choices), "kết quả nêu phương án không có")
    _need(_is_count(left), "số ghế còn lại không đúng mẫu")
    _need(further in ("", "run_off", "second_round", "lot"), "bước tiếp theo không có")
    if motion.method != "choose":
        whole = ["yes"] if motion.method == "approve" else sorted(motion.keys)
        _need(sorted(elected) in ([], whole), "kết quả không hợp với cách bỏ phiếu")
        _need(
            (tied, candidates, left, further) == ([], [], 0, ""), "việc tiếp theo không có căn cứ"
        )
    else:
        _check_untold_choice(motion, elected, tied, candidates, left, further)
    seats = min(motion.terms["seats"], len(motion.keys)) if motion.method == "choose" else 1
    least = _least_known(motion, totals) if motion.method != "rank" else 0
    reached = least <= totals.cast and least * len([*elected, *tied]) <= seats * totals.cast
    _need(reached or not [*elected, *tied], "ít phiếu như vậy không thể đạt tỷ lệ đã khai")


def _least_known(motion: Motion, totals: Totals) -> int:
    """The votes needed in any case: of the bases that are known even of few ballots."""
    needs: list[int] = [each["votes"] for each in needs_of(motion, totals)
             if each["base"] in ("entitled", "present", "cast")]  # fmt: skip
    return max([*needs, int(motion.terms["min_yes"]), 1])


def _check_untold_choice(
    motion: Motion, elected: list[str], tied: list[str], more: list[str], left: int, further: str
) -> None:
    """Places and what follows have to fit together, whatever the votes were."""
    seats, ties = motion.terms["seats"], motion.terms["ties"]
    apart = not set(elected) & {*tied, *more} and [elected, tied, more] == [
        sorted(each) for each in (elected, tied, more)
    ]
    _need(apart, "kết quả không hợp với cách bỏ phiếu")
    _need(left == max(0, seats - len(elected)), "số ghế còn lại không đúng")
    _need(len(elected) <= seats or "share" in ties, "chọn nhiều hơn số được chọn")
    _need(not tied or len(tied) > left > 0, "danh sách bằng phiếu không hợp với số ghế còn lại")
    whole = left == 0 or bool(tied) or len(elected) == len(motion.keys)
    right = not more and whole
    if further in ("run_off", "lot"):
        right = further in ties and more == tied and left > 0
    elif further:
        right = not tied and bool(more) and left > 0
    _need(right, "việc tiếp theo không có căn cứ")


def _few(motion: Motion, present: Any, cast: int, result: Facts) -> Totals:
    """Fewer than seven valid ballots: their sums, which have to be possible."""
    valid, abstain, votes = result["valid"], result["abstain"], result["votes"]
    _need(_is_count(present) and _is_count(valid) and _is_count(abstain), "số phiếu không đúng mẫu")
    _need(valid <= cast, "số phiếu hợp lệ lớn hơn số phiếu thu vào")
    _check_sums(motion, valid, abstain, votes)
    return Totals(len(motion.roll), present, cast, valid, abstain, votes)


def _check_sums(motion: Motion, valid: int, abstain: int, votes: Any) -> None:
    """Whether so many valid ballots can add up to these votes."""
    known = isinstance(votes, dict) and sorted(votes) == sorted(motion.choices)
    _need(known, "số phiếu không đúng mẫu")
    _need(all(_is_count(each) for each in votes.values()), "số phiếu không đúng mẫu")
    total, most = sum(votes.values()), max(votes.values(), default=0)
    if motion.method == "approve":
        right = total == valid and votes["abstain"] == abstain
    elif motion.method == "choose":
        naming, seats = valid - abstain, min(motion.terms["seats"], len(motion.keys))
        right = naming >= 0 and naming <= total <= seats * naming and most <= naming
    else:
        size = len(votes) if motion.method == "rank" else 0
        right = abstain == 0 and total == valid * size * (size - 1) // 2
        right = right and most <= valid * max(size - 1, 0)
    _need(right, "số phiếu cộng lại không khớp")


def _paper_totals(motion: Motion, facts: Facts) -> Totals:
    """Paper ballots, as two tellers counted them."""
    *_, turnout, present, counts = _fields(
        facts, "ballot", "manifest_hash", "result", "turnout", "present", "counts"
    )
    _voters(motion, turnout)
    keys = [f"option:{key}" for key in motion.choices]
    *head, written = _fields(counts, *keys, "issued", "collected", "invalid", "written")
    _need(all(_is_count(each) for each in counts.values()), "số phiếu giấy không đúng mẫu")
    issued, collected, invalid = head[len(keys) :]
    taken = motion.terms["absent"] == "written" or written == 0
    _need(taken, "có ý kiến bằng văn bản mà thể lệ không cho phép")
    fits = max(invalid, written) <= collected <= issued
    _need(fits, "số phiếu giấy không khớp nhau")
    _need(_is_count(present) and issued <= len(motion.roll), "số phiếu phát ra nhiều hơn đơn vị")
    votes = {key: counts[f"option:{key}"] for key in motion.choices}
    valid = collected - invalid
    empty = max(0, valid - sum(votes.values())) if motion.method == "choose" else 0
    abstain = votes["abstain"] if motion.method == "approve" else empty
    _check_sums(motion, valid, abstain, votes)
    return Totals(len(motion.roll), present, collected, valid, abstain, votes)


def _check_quorum(motion: Motion, totals: Totals) -> None:
    num, den = motion.terms["quorum"]
    there = totals.present if motion.terms["quorum_on"] == "presence" else totals.cast
    met = totals.entitled > 0 and there * den >= num * totals.entitled
    _need(met, "không đủ số đơn vị theo quy định mà vẫn kiểm phiếu")


def _compare(expected: Facts, told: Facts) -> None:
    """Field by field; what is unlike is named."""
    for name in RESULT:
        same = canonical(expected[name]) == canonical(told[name])
        _need(same, f"kết quả tính lại khác kết quả ghi: {NAMES[name]}")


NAMES = {
    "sizes": "số đơn vị, số có mặt, số phiếu thu vào", "invalid": "số phiếu không hợp lệ",
    "valid": "số phiếu hợp lệ", "abstain": "số phiếu không có ý kiến", "votes": "số phiếu",
    "needs": "số phiếu cần đạt", "elected": "kết quả được thông qua", "places": "thứ hạng",
    "tied": "danh sách bằng phiếu", "seats_left": "số còn phải chọn",
    "decided_by": "cách xử lý bằng phiếu", "further": "việc tiếp theo",
    "candidates": "danh sách vòng sau",
}  # fmt: skip


def _check_ranks(units: list[list[Any]]) -> None:
    """Places by final score: 1, 2, 2, 4; who has no place takes none from the others."""
    _words([each[0] for each in units])
    _need(all(isinstance(each[3], str) for each in units), "bảng điểm không đúng mẫu")
    finals = {unit: Decimal(final) for unit, final, _, _ in units if final is not None}
    _need(all(each.is_finite() for each in finals.values()), "điểm không đúng mẫu")
    ranked = {unit: rank for unit, _, rank, _ in units if rank is not None}
    _need(set(ranked) <= set(finals), "có thứ hạng mà không có điểm")
    for unit, rank in ranked.items():
        above = sum(finals[other] > finals[unit] for other in ranked)
        _need(_is_count(rank) and rank == above + 1, f"thứ hạng của {unit} không theo điểm")


# -- the whole --------------------------------------------------------------------------------


class Verified(NamedTuple):
    """A record in which everything is right."""

    export: Export
    entries: list[Entry]
    book: Book


def verify(content: bytes) -> Verified:
    """Check a whole export. Raises UnreadableError, BrokenError."""
    export = read_export(content)
    entries = chain(export)
    book = Book(export.cluster, export.year)
    for entry in entries:
        _of_entry(entry.seq, book.read, entry)
    return Verified(export, entries, book)


def check_checkpoint(found: Verified, words: str) -> str:
    """What a checkpoint (number:hash) confirms; BrokenError if it does not."""
    match = re.fullmatch(r"(\d{1,9}):([0-9a-f]{16,64})", words.strip().lower())
    if match is None:
        raise UnreadableError(f"mốc «{words}» phải có dạng SỐ:MÃ, mã ít nhất {HASH_AT_LEAST} ký tự")
    seq, mark = int(match[1]), match[2]
    _need(1 <= seq <= len(found.entries), f"mốc {seq}: nhật ký không còn mục này")
    if not found.entries[seq - 1].hash.startswith(mark):
        raise EntryError(seq, "mã không phải mã đã đăng tại mốc này")
    return f"Mốc {seq} khớp: từ mục 1 đến mục {seq} không có gì bị sửa."


def check_fingerprint(found: Verified, words: str) -> str:
    """In which vote the envelope was opened; BrokenError if in none."""
    unit, _, mark = words.strip().rpartition(":")
    mark = mark.lower()
    if not unit or re.fullmatch(f"[0-9a-f]{{{FINGERPRINT_AT_LEAST},64}}", mark) is None:
        raise UnreadableError(
            f"dấu vết «{words}» phải có dạng ĐƠN-VỊ:MÃ, mã ít nhất {FINGERPRINT_AT_LEAST} ký tự"
        )
    for motion in found.book.motions.values():
        if motion.fingerprints.get(unit, "").startswith(mark):
            return f"Phong bì {mark} của {unit} có trong phiếu «{motion.manifest['title']}»."
    raise BrokenError(f"không thấy phong bì {mark} của {unit} trong phiếu nào đã kiểm")


def report(found: Verified, checkpoints: Sequence[str], fingerprints: Sequence[str]) -> list[str]:
    """What is said of a record in which everything is right; BrokenError if a given mark is not."""
    said = [check_checkpoint(found, each) for each in checkpoints]
    said += [check_fingerprint(found, each) for each in fingerprints]
    count, export = len(found.entries), found.export
    said.insert(0, f"ĐẠT: nhật ký {export.cluster} năm {export.year}, {count} mục, không có lỗi.")
    said.append(f"Đầu chuỗi: {count}:{export.head[:HASH_AT_LEAST]}")
    said += _not_recounted(found.book)
    if not checkpoints:
        said.append(
            "Chưa đối chiếu với mốc nào: không phát hiện được việc cắt bớt ở cuối hay viết lại từ "
            "đầu. Hãy thêm --checkpoint SỐ:MÃ, lấy từ tin nhắn đã đăng trong nhóm."
        )
    return said


def _not_recounted(book: Book) -> list[str]:
    """What the chain alone vouches for, said plainly."""
    states = [motion.state for motion in book.motions.values()]
    few = sum(motion.is_untold for motion in book.motions.values())
    chained = [kind for kind in book.unknown if kind in CHAINED]
    strange = [f"«{kind}»" for kind in book.unknown if kind not in CHAINED]
    given_up = states.count("void")
    only = f"Chỉ kiểm tra chuỗi, không tính lại được nội dung các loại mục: {', '.join(chained)}."
    told = {
        f"Phiếu bị hủy, không có kết quả: {given_up}.": given_up,
        f"Phiếu kín có dưới {SHOWN_FROM} lá, không tính lại được số phiếu: {few}.": few,
        f"Khen thưởng, chức danh không dựa trên phiếu nào: {book.unvoted}.": book.unvoted,
        only: chained,
        f"CHÚ Ý: có loại mục mà quy tắc không nêu: {', '.join(strange)}.": strange,
    }
    return [words for words, there in told.items() if there]


def compare(old: Verified, new: Verified) -> list[str]:
    """What has been added since; BrokenError if anything else has happened."""
    same = (old.export.cluster, old.export.year) == (new.export.cluster, new.export.year)
    _need(same, "hai tệp không phải của cùng một cụm và một năm")
    lost = len(old.entries) - len(new.entries)
    for before in old.entries[: len(new.entries)]:
        if before.hash != new.entries[before.seq - 1].hash:
            raise EntryError(before.seq, "khác với tệp cũ")
    _need(lost <= 0, f"tệp mới thiếu {lost} mục cuối của tệp cũ")
    return [f"ĐẠT: tệp mới giữ nguyên {len(old.entries)} mục của tệp cũ, thêm {-lost} mục."]


def _options(words: Sequence[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Files, and the marks given after --checkpoint and --fingerprint."""
    files: list[str] = []
    marks: dict[str, list[str]] = {"--checkpoint": [], "--fingerprint": []}
    into = files
    for word in words:
        name, _, value = word.partition("=")
        if name.startswith("--"):
            if name not in marks:
                raise UnreadableError(f"không có lựa chọn {name}")
            into = marks[name]
            word = value  # noqa: PLW2901 - what stands behind the sign belongs to the option
        if word:
            into.append(word)
    return files, marks


def run(words: Sequence[str]) -> list[str]:
    """Do what the command line asks for; what is to be said."""
    command, *others = [*words] or [""]
    files, marks = _options(others)
    if command == "verify" and len(files) == 1:
        found = verify(Path(files[0]).read_bytes())
        return report(found, marks["--checkpoint"], marks["--fingerprint"])
    if command == "verify-diff" and len(files) == len(("old", "new")):
        old, new = (verify(Path(each).read_bytes()) for each in files)
        return compare(old, new)
    raise UnreadableError(USAGE)


USAGE = (
    "cách dùng:\n"
    "  verify TỆP [--checkpoint SỐ:MÃ ...] [--fingerprint ĐƠN-VỊ:MÃ ...]\n"
    "  verify-diff TỆP-CŨ TỆP-MỚI"
)


def main(words: Sequence[str]) -> int:
    """0: everything is right; 1: something is not; 2: it cannot be read."""
    code = 0
    try:
        said = run(words)
    except BrokenError as error:
        code, said = 1, [f"HỎNG. {error}"]
    except (UnreadableError, OSError, ValueError, MemoryError, RecursionError) as error:
        code, said = 2, [f"KHÔNG ĐỌC ĐƯỢC: {error}"]
    text = "\n".join(said) + "\n"
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
