"""`python -m tests.kills [--kills 200] [--database sqlite|postgresql|both] [--seed N]`."""

import argparse
import asyncio
import sys
import tempfile
from random import Random

from tests.bench.clusters import Source
from tests.kills.storm import Storm

PEOPLE = 20


async def storm(kind, kills, seed):
    """One storm on a fresh database."""
    with tempfile.TemporaryDirectory(prefix="thidua-kills-") as folder:
        source = Source(kind, folder, PEOPLE)
        url = source.fresh()
        try:
            async with Storm(folder, url, PEOPLE, Random(seed)) as under_way:  # noqa: S311 - chance
                await under_way.kills(kills)
                return await under_way.calm()
        finally:
            source.drop(url)
            source.close()


def main():
    """Storm on each database; ends with 1 if anything was lost or doubled."""
    options = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    kinds = ("sqlite", "postgresql") if chosen.database == "both" else (chosen.database,)
    bad = False
    for kind in kinds:
        outcome = asyncio.run(storm(kind, chosen.kills, chosen.seed))
        print(kind, outcome, flush=True)
        bad = bad or bool(outcome.problems)
    sys.exit(bad)


if __name__ == "__main__":
    main()
