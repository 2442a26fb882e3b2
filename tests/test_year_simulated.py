"""A season under a virtual clock: the engine dies at random, an oracle says what was due."""

from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

import bot.letters
from models.actions import reminding as engine
from models.queries import reminding as source
from models.rules import reminding as rules
from models.rules.duties import DutyKind
from models.rules.ladder import Ladder
from tests.bench.year import Run

AUTUMN = datetime(2026, 10, 10, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 24, tzinfo=UTC)
NINE_DAYS = (datetime(2026, 11, 2, 3, tzinfo=UTC), timedelta(days=9))
ONE_NIGHT = (datetime(2026, 10, 21, 11, tzinfo=UTC), timedelta(hours=17))


def season(url, end=NOVEMBER, clusters=2, seed=7, **more):
    """What a season showed: many people have a zone or quiet hours of their own, few are early."""
    return Run(url, 1, clusters, AUTUMN, end, seed=seed, odd=0.4, habits=(0.2, 0.05), **more).go()


def test_every_reminder_comes_exactly_once_though_the_bot_dies_again_and_again(either_url):
    found = season(either_url, kills=0.2, outages=(ONE_NIGHT, NINE_DAYS))

    assert found.problems == []
    assert found.counts["due"] > 50
    assert found.counts["late"] > 3
    assert sum(found.kills.values()) > 5
    assert len(found.outages) == 2


def _a_day_early(monkeypatch):
    usual = dict(rules.USUAL)
    ladder = usual[DutyKind.SHEET]
    rungs = tuple(_moved(rung) if rung.days == 3 else rung for rung in ladder.rungs)
    usual[DutyKind.SHEET] = Ladder(rungs, ladder.after_days)
    monkeypatch.setattr(rules, "USUAL", MappingProxyType(usual))


def _moved(rung):
    return type(rung)(4, rung.hour, rung.tone, rung.audience)


def _again_and_again(monkeypatch):
    real = rules.rings
    monkeypatch.setattr(engine, "rings", lambda book, _since, now: real(book, AUTUMN, now))
    monkeypatch.setattr(engine, "STAMP", "%f")
    real_letter = engine._letter

    def letter(kind, key, person, slot, now, **params):
        return real_letter(kind, f"{key}{now.timestamp()}", person, slot, now, **params)

    monkeypatch.setattr(engine, "_letter", letter)


def _at_night(monkeypatch):
    monkeypatch.setattr(engine, "allowed", lambda at, *_: at)
    monkeypatch.setattr(bot.letters, "allowed", lambda at, *_: at)


def _done_or_not(monkeypatch):
    real, seen = source.duties, {}

    def duties(session, cluster_ids, now):
        for duty in real(session, cluster_ids, now):
            seen[duty.key] = duty
        return tuple(duty for duty in seen.values() if duty.cluster_id in cluster_ids)

    monkeypatch.setattr(source, "duties", duties)


def _some_are_lost(monkeypatch):
    real = engine.insert_all_new
    monkeypatch.setattr(
        engine, "insert_all_new", lambda session, table, rows: real(session, table, rows[1:])
    )


MUTANTS = (
    (_a_day_early, {"not due"}),
    (_again_and_again, {"not due"}),
    (_at_night, {"in quiet hours"}),
    (_done_or_not, {"told of what is not owed"}),
    (_some_are_lost, {"missing"}),
)


@pytest.mark.parametrize(("mutant", "noticed"), MUTANTS, ids=[m.__name__ for m, _ in MUTANTS])
def test_the_oracle_notices_an_engine_that_is_wrong(sqlite_url, monkeypatch, mutant, noticed):
    mutant(monkeypatch)
    found = season(sqlite_url, end=NOVEMBER - timedelta(days=6), kills=0.0)

    assert noticed <= {problem[0] for problem in found.problems}
