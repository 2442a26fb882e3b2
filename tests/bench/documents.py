"""What papers cost: `python -m tests.bench --only documents`.

Each kind is made in a process of its own, so that its peak memory is its own.
"""

import json
import resource
import subprocess
import sys
import time
from statistics import median

UNITS, ITEMS = 30, 60
KINDS = ("picture", "paper", "workbook", "sheet picture", "sheet paper")


def measure(times):
    """Kind -> (first ms with imports, median ms of more, KiB, peak MiB, peak MiB without any)."""
    bare = _alone("nothing", 0)["peak"]
    found = {}
    for kind in KINDS:
        one = _alone(kind, times)
        found[kind] = (one["first"], one["median"], one["size"], one["peak"], bare)
        print(f"  {kind}:", found[kind], flush=True)
    return found


def _alone(kind, times):
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.documents", kind, str(times)],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def _makers():
    from dataclasses import replace

    from handlers.i18n import translator
    from tests.score_tables import NOW, score_table, sheet_view

    t, table, view = translator("vi"), score_table(UNITS, ITEMS), sheet_view()

    def other(number):
        """Never twice the same, or only a memory would be measured."""
        row = replace(table.rows[0], late_points=table.rows[0].late_points + number)
        return replace(table, rows=(row, *table.rows[1:]), version=number)

    def picture(number):
        from handlers.documents.paper.score_picture import picture_count, score_table_picture

        drawn = other(number)
        return b"".join(
            score_table_picture(drawn, t, NOW, leaf) for leaf in range(picture_count(drawn))
        )

    def paper(number):
        from handlers.documents.paper.score_paper import score_table_pdf

        return score_table_pdf(other(number), t, NOW)

    def workbook(number):
        from handlers.documents.scorebook.book import score_table_workbook

        return score_table_workbook(other(number), t, NOW)

    def of_sheet(number):
        return replace(view, status=replace(view.status, unit_name=f"Cục Thuế {number}"))

    def sheet_picture(number):
        from handlers.documents.paper import sheet_picture

        return sheet_picture.sheet_picture(of_sheet(number), t, NOW)

    def sheet_paper(number):
        from handlers.documents.paper.sheet_paper import sheet_pdf

        return sheet_pdf(of_sheet(number), t, NOW)

    return dict(zip(KINDS, (picture, paper, workbook, sheet_picture, sheet_paper), strict=True)) | {
        "nothing": lambda _number: b""
    }


def _timed(make, number):
    began = time.perf_counter()
    made = make(number)
    return (time.perf_counter() - began) * 1000, len(made)


def main():
    """One kind, in this process; the figures as JSON."""
    kind, times = sys.argv[1], int(sys.argv[2])
    make = _makers()[kind]
    first, size = _timed(make, 0)
    later = [_timed(make, number)[0] for number in range(1, times + 1)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"first": first, "median": median(later or [first]), "size": size / 1024}
    print(json.dumps(figures | {"peak": peak}))


if __name__ == "__main__":
    main()
