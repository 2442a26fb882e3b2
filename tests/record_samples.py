"""Records of whatever can happen in a year, by the product's own rules of chaining and counting."""

import json
from datetime import UTC, datetime, timedelta
from random import Random

from models.rules.lot import commitment, draw
from models.rules.motion import Form, Method, Option, Terms, choices, is_valid, read_terms
from models.rules.record import FIRST, FORMAT, canonical, chained, digest
from models.rules.recorded import recorded
from models.rules.tally import tally, tally_sums
from tests.rules.random_elections import election, terms_of

BEGIN = datetime(2026, 11, 9, 1, 30, tzinfo=UTC)
CLUSTER, YEAR = "cum-10-thanh-hoa", 2026


class Chain:
    """A record that grows."""

    def __init__(self, seed=1):
        self.chance = Random(seed)  # noqa: S311 - the same chances each time
        self.entries = []
        self.seals = []

    @property
    def at(self):
        return BEGIN + timedelta(minutes=len(self.entries))

    @property
    def head(self):
        return self.entries[-1]["hash"] if self.entries else FIRST

    def add(self, kind, facts, by="cuc-thue", **others):
        """An entry, as `append` would write it."""
        content = {
            "seq": len(self.entries) + 1,
            "cluster": CLUSTER,
            "year": YEAR,
            "kind": kind,
            "at": self.at.isoformat(timespec="seconds"),
            "by": {"offices": ["head"], "unit": by} if by else None,
            "facts": facts,
        } | others
        body = canonical(content)
        self.entries.append({"body": body, "hash": chained(self.head, body)})
        return self

    def put(self, body):
        """Any words as an entry, well chained."""
        self.entries.append({"body": body, "hash": chained(self.head, body)})
        return self

    def export(self, **others):
        return {
            "format": FORMAT,
            "cluster": CLUSTER,
            "year": YEAR,
            "exported_at": self.at.isoformat(timespec="seconds"),
            "entries": self.entries,
            "head": self.head,
        } | others

    def written(self, **others):
        return as_bytes(self.export(**others))

    def new_seal(self):
        self.seals.append(f"{self.chance.getrandbits(128):032x}")
        return self.seals[-1]

    def open(self, **manifest):
        """An opened vote; its manifest."""
        seal = self.new_seal()
        whole = manifest_of(seal, self.at, **{"motion": len(self.seals)} | manifest)
        facts = {"ballot": whole["ballot"], "manifest": whole, "manifest_hash": digest(whole)}
        self.add("opened", facts)
        return whole

    def close(self, manifest, ballots, present=None, by=None):
        """The vote counted, from these ballots."""
        self.add("closed", closing(self.chance, manifest, ballots, present), by=by)
        return json.loads(self.entries[-1]["body"])["facts"]["result"]


def as_bytes(export):
    return json.dumps(export, ensure_ascii=False, indent=1).encode()


def units(count):
    return [f"don-vi-{number:02}" for number in range(1, count + 1)]


def terms(**changed):
    """Terms that let everything be counted, unless changed."""
    usual = {"quorum": [0, 1]}
    return Terms(thresholds=()).stored() | usual | changed


def share(op, num, den, base="valid"):
    return {"op": op, "num": num, "den": den, "base": base}


def manifest_of(seal, at, *, keys=("A", "B", "C"), electors=8, method="choose", form="secret",
                terms=None, excluded=(), absent=(), **others):  # fmt: skip
    roll = [
        {"unit": unit, "name": f"Đơn vị {unit[-2:]}", "excluded": unit in excluded,
         "present": True, "voter": unit not in absent}
        for unit in units(electors)
    ]  # fmt: skip
    return {
        "format": "thidua-motion-1",
        "ballot": seal,
        "cluster": CLUSTER,
        "year": YEAR,
        "session": 1,
        "motion": 1,
        "round": 1,
        "follows": "",
        "kind": "choice",
        "form": form,
        "method": method,
        "title": "Suy tôn đơn vị dẫn đầu",
        "options": [
            {"key": key, "label": f"Đơn vị {key}", "unit": f"don-vi-{place:02}"}
            for place, key in enumerate(keys, start=1)
        ],
        "roll": roll,
        "voters_hash": digest([[unit, 1] for unit in units(electors)]),
        "terms": terms or Terms(thresholds=()).stored() | {"quorum": [0, 1]},
        "opened_at": at.isoformat(),
        "closes_at": (at + timedelta(minutes=1)).isoformat(),
        "public_key": "ab" * 32 if form == "secret" else "",
    } | others  # fmt: skip


def closing(chance, manifest, ballots, present=None):
    """The facts of a counted vote."""
    able = [each["unit"] for each in manifest["roll"] if not each["excluded"]]
    able = [unit for unit in able if voter(manifest, unit) or manifest["form"] == "open"]
    turnout = sorted(chance.sample(able, len(ballots))) if manifest["form"] != "paper" else []
    entitled = len(manifest["roll"])
    present = len(ballots) if present is None else present
    method = Method(manifest["method"])
    options = [Option(each["key"], each["label"]) for each in manifest["options"]]
    rules = read_terms(manifest["terms"])
    count = tally(method, options, rules, [tuple(each) for each in ballots], entitled, present)
    facts = {
        "ballot": manifest["ballot"],
        "manifest_hash": digest(manifest),
        "turnout": turnout,
        "present": present,
    }
    if manifest["form"] == "secret":
        facts["fingerprints"] = {unit: f"{chance.getrandbits(256):064x}" for unit in turnout}
        if count.valid >= 7:
            facts["ballots"] = [list(each) for each in ballots]
    elif manifest["form"] == "open":
        said = (
            (lambda marks: {"said_hash": digest("".join(marks))})
            if method is Method.COMMENT
            else (lambda marks: {"marks": list(marks)})
        )
        facts["votes"] = {
            unit: said(marks) | {"written": not voter(manifest, unit)}
            for unit, marks in zip(turnout, ballots, strict=True)
        }
    else:
        count, facts["counts"] = on_paper(
            method, options, rules, ballots, count.votes, entitled, present
        )
    return facts | {"result": recorded(Form(manifest["form"]), count)}


def on_paper(method, options, rules, ballots, votes, entitled, present):
    keys = choices(method, options)
    valid = sum(is_valid(method, keys, rules.seats, marks) for marks in ballots)
    numbers = {f"option:{key}": votes[key] for key in keys} | {
        "issued": len(ballots), "collected": len(ballots), "invalid": len(ballots) - valid,
        "written": 0,
    }  # fmt: skip
    invalid = numbers["invalid"]
    count = tally_sums(method, options, rules, votes, len(ballots), invalid, entitled, present)
    return count, numbers


def voter(manifest, unit):
    return next(each["voter"] for each in manifest["roll"] if each["unit"] == unit)


def random_vote(chain):
    """An election with anything in it, opened and counted; the result."""
    chance, asked = chain.chance, election(chain.chance)
    form = chance.choice(["open", "secret", "secret", "paper"])
    if asked["method"] == "comment":
        form, asked["ballots"] = "open", [[] for _ in asked["ballots"]]
    if asked["method"] == "rank" and form == "paper":
        form = "open"
    entitled = max(asked["entitled"], 1)
    manifest = chain.open(
        keys=asked["keys"],
        electors=entitled,
        method=asked["method"],
        form=form,
        terms=terms_of(asked).stored() | {"quorum": [0, 1]},
    )
    present = chance.randint(len(asked["ballots"]), entitled)
    return chain.close(manifest, asked["ballots"], present)


def rich(seed=1):
    """A record with something of everything, and with each form of a vote, few and many."""
    chain = Chain(seed)
    table(chain, 1)
    chain.add("table-published", about(1, 1))
    chain.add("table-reopened", about(1, 1))
    table(chain, 2)
    for _ in range(12):
        random_vote(chain)
    yes = [["yes"]] * 7 + [["no"]]
    passed = chain.open(method="approve", keys=["U1"], form="open", absent=["don-vi-08"])
    chain.close(passed, yes)
    rules = terms(thresholds=[share(">", 1, 2, "entitled")], quorum=[2, 3], own_unit="excluded")
    secret = chain.open(kind="honour", method="approve", keys=["U1"], excluded=["don-vi-01"],
                        electors=9, terms=rules,
                        closes_at=(chain.at + timedelta(hours=1)).isoformat())  # fmt: skip
    chain.add("extended", {"ballot": secret["ballot"],
                           "closes_at": (chain.at + timedelta(days=3)).isoformat()})  # fmt: skip
    chain.close(secret, yes, by="cuc-thue")
    first = chain.open(kind="head", terms=terms(thresholds=[share(">", 1, 2)]))
    result = chain.close(first, [["A"]] * 4 + [["B"]] * 3 + [["C"]])
    second = chain.open(kind="head", keys=result["candidates"], follows=first["ballot"], round=2,
                        terms=terms(seats=result["seats_left"]))  # fmt: skip
    chain.close(second, [["A"]] * 5 + [["B"]] * 3)
    chain.add("elected", {"office": "head", "unit": "don-vi-01", "from": "2027-01-01",
                          "to": "2027-12-31", "ballot": second["ballot"]})  # fmt: skip
    lots(chain)
    given_up = chain.open()
    chain.add("void", {"ballot": given_up["ballot"], "why": "by_head:Nhầm danh sách"})
    silent = chain.open()
    chain.add("void", {"ballot": silent["ballot"], "why": "no_quorum"}, by=None)
    chain.add("honours", {"proposals": [
        {"unit": "don-vi-01", "code": "CTD_CP", "rank": 1, "ballot": passed["ballot"]},
        {"unit": "don-vi-02", "code": "BK", "rank": None, "ballot": ""},
    ]})  # fmt: skip
    chain.add("paper", {"number": 12, "code": "BB", "subject": "session:3:count-minutes"})
    chain.add("honour-decided", {"unit": "don-vi-01", "code": "CTD_CP", "number": "12/QĐ-TTg"})
    chain.add("handover", {"outgoing": "cuc-thue", "incoming": "kho-bac", "items": ["archive"]})
    return chain


def about(period, version):
    return {"period": period, "version": version, "digest": digest(["table", period, version])}


def table(chain, version):
    finals = ["985.50", "990.25", "985.50", None, "870.00", "999.00"]
    places = [2, 1, 2, None, 4, None]
    lines = [
        {"unit": unit, "final": final, "rank": place, "grade": "xuat_sac" if final else ""}
        for unit, final, place in zip(units(6), finals, places, strict=True)
    ]
    chain.add("table-agreed", about(1, version) | {"units": lines})


def lots(chain):
    """A tie that only a lot ends."""
    tied = chain.open(terms=terms(ties=["criteria", "lot"]))
    result = chain.close(tied, [["A"], ["B"]] * 4)
    keys, source = result["candidates"], "Giải đặc biệt xổ số miền Bắc ngày 01/12/2026"
    promised = commitment(tied["ballot"], keys, source)
    chain.add("lot-committed", {"ballot": tied["ballot"], "source": source, "keys": keys,
                                "commitment": promised})  # fmt: skip
    order = list(draw(keys, promised, "012 345"))
    chain.add("lot-drawn", {"ballot": tied["ballot"], "drawn": "012 345", "order": order})
    return tied
