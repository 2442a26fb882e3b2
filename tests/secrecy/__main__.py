"""`python -m tests.secrecy [--database both]`: the attacks and the order test at full length."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bot.sealing import KeyStore
from tests.databases import PostgresTemplate, SqliteTemplate
from tests.secrecy.elections import UNITS, Attacked, naive, ours
from tests.secrecy.order import CRITICAL, chi_square, elected_orders, listed_orders
from tests.secrecy.town import Town

ELECTIONS = {"sqlite": 200, "postgresql": 60}
ORDERS = 2000
MEAN, MOST = 0.3, 7
"""How far from one right guess the mean may be, and how many of thirty may ever be right."""


def attack(kind, template, folder):
    """Ours and the naive scheme under every attack; what is wrong."""
    problems = []
    for name, election, times in (("naive", naive, 3), ("ours", ours, ELECTIONS[kind])):
        attacked = Attacked(template.copy(folder), folder / f"keys-{kind}", seed=5)
        try:
            found = attacked.run(times, election)
        finally:
            attacked.town.close()
        for attack_name, (average, most) in sorted(found.items()):
            print(f"  {name}: {attack_name}: mean {average:.2f}, most {most}", flush=True)
            guess = "xmin" in attack_name and "order" not in attack_name
            if name == "ours" and (most > MOST or average > 1 + MEAN):
                problems.append(attack_name)
            if name == "ours" and not guess and average < 1 - MEAN:
                problems.append(attack_name)
        if name == "naive" and max(average for average, _ in found.values()) < UNITS:
            problems.append("the attacks do not work")
    return problems


def main():
    """Ends with 1 if anything does better than guessing."""
    options = argparse.ArgumentParser(prog="python -m tests.secrecy", description=__doc__)
    options.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    chosen = options.parse_args()
    bad = []
    for kind in ("sqlite", "postgresql") if chosen.database == "both" else (chosen.database,):
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="thidua-secrecy-") as name:
            folder = Path(name)
            template = PostgresTemplate() if kind == "postgresql" else SqliteTemplate(folder)
            try:
                bad += attack(kind, template, folder)
                bad += orders(kind, template, folder)
            finally:
                if kind == "postgresql":
                    template.close()
        print(f"{kind}: {time.monotonic() - began:.0f} s", flush=True)
    print("problems:", bad)
    sys.exit(bool(bad))


def orders(kind, template, folder):
    """In which order ballots are listed: by themselves, and by whole elections."""
    town = Town(template.copy(folder), folder / f"keys-orders-{kind}", units=4, seed=11)
    try:
        found = {
            "listed": chi_square(listed_orders(KeyStore(folder / "listed"), ORDERS, seed=12)),
            "elected": chi_square(elected_orders(town, ORDERS)),
        }
    finally:
        town.close()
    for name, value in found.items():
        print(f"  orders, {name}: chi-square {value:.1f} of at most {CRITICAL}", flush=True)
    return [f"orders, {name}" for name, value in found.items() if value >= CRITICAL]


if __name__ == "__main__":
    main()
