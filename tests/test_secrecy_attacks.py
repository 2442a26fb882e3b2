"""Whoever holds the files after the count can only guess: no order leads to a ballot."""

from tests.secrecy.elections import UNITS, Attacked, naive, ours

ELECTIONS = {"sqlite": 6, "postgresql": 4}
"""More of them by `python -m tests.secrecy`."""


def test_no_attack_does_better_than_guessing(either_url, tmp_path):
    attacked = Attacked(either_url, tmp_path / "keys", seed=5)

    found = attacked.run(ELECTIONS[attacked.town.database.engine.dialect.name], ours)

    attacked.town.close()
    assert len(found) >= 11
    assert max(most for _, most in found.values()) <= 7
    assert all(average <= 2.5 for average, _ in found.values())


def test_the_same_attacks_see_through_a_naive_scheme(either_url, tmp_path):
    attacked = Attacked(either_url, tmp_path / "keys", seed=5)

    found = attacked.run(1, naive)

    attacked.town.close()
    seen = {name for name, (average, _) in found.items() if average == UNITS}
    by_voting = {name for name in found if name.endswith("order of voting")}
    if attacked.town.database.is_sqlite:
        assert by_voting - seen <= {"dump, order of voting"}
    else:
        assert by_voting - seen <= {"index, order of voting"}
        assert "a join on xmin" in seen
