"""Random elections as plain data, small enough for ties and failures to be common."""

from models.rules.motion import Base, Method, Op, Option, Terms, TieStep, read_terms
from models.rules.tally import tally

OPS = [each.value for each in Op]
BASES = [each.value for each in Base]
STEPS = [each.value for each in TieStep]
METHODS = ("approve", *["choose"] * 6, "rank", "rank")
SHARES = ((1, 2), (2, 3), (1, 3), (1, 4), (1, 10), (70, 100), (3, 4), (4, 5), (90, 100), (1, 1))
MERITS = ("0", "0.5", "1", "1.00", "2", "-1", "10.25")
NO_MERITS = ("", "NaN", "nhiều", "Infinity")


def election(chance):
    """What was asked, by which terms, and every ballot that came in."""
    method = chance.choice(METHODS) if chance.randrange(50) else "comment"
    keys = chance.sample("ABCDEFGHIJ", chance.choice([1, 2, 2, 3, 3, 4, 5, 6, 9]))
    seats = chance.choice([1, 1, 1, 2, 2, 3, 4, 6])
    marked = {"approve": ["yes", "no", "abstain"], "comment": []}.get(method, keys)
    cast = chance.choice([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 30])
    weights = [chance.choice([1, 1, 2, 5]) for _ in marked]
    ballots = [_ballot(chance, method, marked, seats, weights) for _ in range(cast)]
    if method in {"choose", "rank"} and chance.randrange(2):
        ballots = _level(chance, method, keys, ballots)
    entitled = len(ballots) + chance.choice([0, 0, 0, 1, 2, 5])
    return {
        "method": method,
        "keys": keys,
        "seats": seats,
        "min_yes": chance.choice([0, 0, 0, 0, 0, 1, 2, 5]),
        "thresholds": _thresholds(chance, method),
        "ties": _ladder(chance),
        "merits": _merits(chance, keys),
        "ballots": ballots,
        "entitled": entitled,
        "present": chance.randint(0, entitled),
    }


def _thresholds(chance, method):
    """Often none for a choice: a high one leaves seats empty, and then no tie matters."""
    number = 0 if method == "choose" and chance.randrange(2) else chance.choice([0, 1, 1, 2, 3])
    return [
        (chance.choice(OPS), *chance.choice(SHARES), chance.choice(BASES)) for _ in range(number)
    ]


def _ladder(chance):
    """Any steps in any order, a later one often behind the merits, which may decide only a part."""
    steps = chance.sample(STEPS, chance.randint(0, len(STEPS)))
    return steps if chance.randrange(2) else ["criteria", *(set(steps[:1]) - {"criteria"})]


def _merits(chance, keys):
    """None; as many for all; or in a disorder that must decide nothing."""
    length = chance.choice([0, 1, 1, 2, 3])
    merits = {key: [chance.choice(MERITS) for _ in range(length)] for key in keys}
    match chance.randrange(6):
        case 0:
            del merits[chance.choice(keys)]
        case 1:
            merits[chance.choice(keys)].append("3")
        case 2:
            merits[chance.choice(keys)] = [chance.choice(NO_MERITS) for _ in range(length)]
        case _:
            pass
    return merits


def _ballot(chance, method, marked, seats, weights):
    if chance.random() < 0.1:
        return chance.choices([*marked, "X", "yes"], k=chance.randint(0, len(marked) + 1))
    if method == "approve":
        return chance.choices(marked, [5, 2, 1])
    if method == "choose":
        wanted = chance.choices(marked, weights, k=chance.randint(0, seats))
        return list(dict.fromkeys(wanted))
    return sorted(
        marked,
        key=lambda key: chance.random() * weights[marked.index(key)],
        reverse=True,
    )


def _level(chance, method, keys, ballots):
    """All options equal, but for a ballot or two: most of what ties are about happens here."""
    orders = [[*keys[start:], *keys[:start]] for start in range(len(keys))]
    level = orders if method == "rank" else [[key] for key in keys] * chance.randint(1, 2)
    level += ballots[: chance.choice([0, 0, 1, 1, 2])]
    return chance.sample(level, len(level))


def terms_of(asked):
    """The same terms as the product keeps them."""
    stored = Terms(thresholds=()).stored() | {
        key: asked[key] for key in ("seats", "min_yes", "ties", "merits")
    }
    stored["thresholds"] = [
        {"op": op, "num": num, "den": den, "base": base}
        for op, num, den, base in asked["thresholds"]
    ]
    return read_terms(stored)


def counted(asked):
    """What the product counts."""
    return tally(
        Method(asked["method"]),
        [Option(key) for key in asked["keys"]],
        terms_of(asked),
        [tuple(marks) for marks in asked["ballots"]],
        asked["entitled"],
        asked["present"],
    )


def ours(asked):
    """The same, as it is stored."""
    return counted(asked).stored()
