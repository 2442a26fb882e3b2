"""The figures as Markdown tables."""

import platform
import sqlite3
import subprocess
from importlib.metadata import version

import psycopg

from bot.clock import system_clock
from tests.databases import POSTGRES

BEGIN, END = "<!-- figures: written by python -m tests.bench --write -->", "<!-- end of figures -->"
NAMES = {
    "echo": "echo bot",
    "sqlite": "Thi Đua Bot, SQLite",
    "postgresql": "Thi Đua Bot, PostgreSQL",
}
KINDS = {"text": "typed", "press": "pressed"}
AIMS = {30: 150, 200: 800}


def table(head, rows):
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def tables(found):
    """Every table for which something was measured."""
    ours = {name: each for name, each in found.items() if name != "echo"}
    parts = [machine(ours)]
    if any(each.talks for each in found.values()):
        parts += [talks(found), ratios(found), memory(found), bursts(ours)]
    if any(each.turns for each in ours.values()):
        parts.append(turns(ours))
    if any(each.letters for each in ours.values()):
        parts.append(letters(ours))
    return "\n\n".join(parts)


def machine(ours):
    """When and on what."""
    cores = subprocess.run(["nproc"], capture_output=True, text=True, check=True).stdout.strip()
    libraries = ", ".join(
        f"{name} {version(name)}"
        for name in ("python-telegram-bot", "httpx", "aiohttp", "sqlalchemy", "sqlmodel", "psycopg")
    )
    databases = f"SQLite {sqlite3.sqlite_version}"
    if "postgresql" in ours:
        with psycopg.connect(POSTGRES) as connection:
            shown = connection.execute("SHOW server_version").fetchone()[0]
        databases += f", PostgreSQL {shown.split()[0]}"
    return (
        f"Taken on {system_clock().date().isoformat()}: a virtual machine with {cores} cores that "
        "playground, load, bot and database share; "
        f"Python {platform.python_version()}, {libraries}; {databases}."
    )


def talks(found):
    """Closed loops."""
    rows = [
        [
            NAMES[name],
            KINDS[kind],
            crowd,
            f"{each.rate:.0f}",
            f"{each.p50:.0f} / {each.p95:.0f} / {each.p99:.0f}",
            f"{each.cpu:.0f}",
            f"{each.server_cpu:.0f}" if each.server_cpu else "–",
            f"{each.foreign:.2f}",
        ]
        for name, bot in found.items()
        for (kind, crowd), each in bot.talks.items()
    ]
    head = [
        "bot",
        "each",
        "people",
        "updates/s",
        "p50 / p95 / p99 ms",
        "CPU µs per update",
        "database CPU µs",
        "foreign cores",
    ]
    return "### Act and wait for the answer\n\n" + table(head, rows)


def ratios(found):
    """Ours against the echo bot of the same run."""
    rows = []
    for (kind, crowd), echo in found["echo"].talks.items() if "echo" in found else ():
        row = [KINDS[kind], crowd]
        for name in ("sqlite", "postgresql"):
            each = found[name].talks.get((kind, crowd)) if name in found else None
            row += (
                [
                    f"{each.rate / echo.rate:.2f}",
                    f"{each.p95 / echo.p95:.2f}",
                    f"{each.cpu / echo.cpu:.2f}",
                ]
                if each
                else ["–"] * 3
            )
        rows.append(row)
    head = [
        "each",
        "people",
        "SQLite: updates/s",
        "p95",
        "CPU",
        "PostgreSQL: updates/s",
        "p95",
        "CPU",
    ]
    return "### The same as ratios: ours / echo\n\n" + table(head, rows)


def memory(found):
    """Memory and start."""
    rows = [
        [
            NAMES[name],
            f"{each.idle:.0f}",
            f"{max(one.rss for one in each.talks.values()):.0f}",
            f"{each.start:.2f}",
        ]
        for name, each in found.items()
    ]
    head = ["bot", "resident MiB, idle", "under load", "start to first answer, s"]
    return "### Memory and start\n\n" + table(head, rows)


def bursts(ours):
    """Presses at once."""
    rows = [
        [
            NAMES[name],
            crowd,
            "{:.0f} / {:.0f}".format(*answered),
            "{:.0f} / {:.0f}".format(*edited),
            f"≤ {AIMS[crowd]}",
            missing,
        ]
        for name, bot in ours.items()
        for crowd, (answered, edited, missing) in bot.bursts.items()
    ]
    head = [
        "bot",
        "presses at once",
        "press answered, p50 / p95 ms",
        "card edited, p50 / p95 ms",
        "aim for p95",
        "without an answer",
    ]
    wrong = [
        f"{NAMES[name]}: {each.wrong[0]} of {each.wrong[1]}"
        for name, each in ours.items()
        if each.wrong
    ]
    return (
        "### Presses at once, each call of the Bot API taking 50 ms\n\n"
        + table(head, rows)
        + "\n\nPeople who pressed A and at once B and ended with another value than B: "
        + "; ".join(wrong)
        + "."
    )


def turns(ours):
    """Turns by themselves."""
    rows = [
        [NAMES[name], what, f"{middle:.1f}", f"{late:.1f}"]
        for name, each in ours.items()
        for what, (middle, late) in zip(
            ("stores an answer", "only shows"), each.turns, strict=False
        )
    ]
    return "### A turn by itself, without HTTP\n\n" + table(
        ["bot", "turn", "median ms", "p99 ms"], rows
    )


def letters(ours):
    """Letters at the permitted pace."""
    rows = [
        [NAMES[name], each.letters[0], f"{each.letters[1]:.1f}", f"{each.letters[1] / 25:.2f}"]
        for name, each in ours.items()
        if each.letters
    ]
    return "### Letters\n\n" + table(["bot", "letters", "a second", "of the permitted 25"], rows)


STANDINGS = {
    "table": "the score table of 30 units × 60 items for one reader, from SQLite",
    "ranking": "3,000 clusters of 8 units × 42 items ranked, one run",
}


def standings(found):
    """The score table computed, and rankings in bulk."""
    rows = [
        [STANDINGS[kind], f"{ms:,.0f}", f"{peak - bare:.0f}"]
        for kind, (ms, peak, bare) in found.items()
    ]
    return "### The score table\n\n" + table(["what", "ms", "MiB on top"], rows)


def papers(found):
    """Pictures, papers and workbooks of a large cluster, and of one sheet."""
    rows = [
        [kind, f"{first:.0f}", f"{middle:.0f}", f"{size:.0f}", f"{peak - bare:.0f}"]
        for kind, (first, middle, size, peak, bare) in found.items()
    ]
    return (
        "### Pictures and papers\n\n"
        + table(["what", "first, ms", "later, median ms", "KiB", "MiB on top"], rows)
        + "\n\nThe table is one of 30 units and 60 items (three pictures); “first” includes "
        "imports and fonts."
    )


def write(page, figures):
    """Put the tables between the marks of the page."""
    before, _, rest = page.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n\n{figures}\n\n{END}{after}")
