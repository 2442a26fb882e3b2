"""The linters as tests: one command runs everything, and there is no second list to forget."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["lint-imports"],
    ],
    ids=["rules", "format", "types", "contracts"],
)
def test_the_code_is_in_style(command):
    result = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stdout + result.stderr


def test_no_file_of_ours_is_too_long_to_read():
    files = [path for room in ("bot", "handlers", "models") for path in (ROOT / room).rglob("*.py")]
    long = {
        str(path.relative_to(ROOT)): count
        for path in files
        if "versions" not in path.parts
        and (count := len(path.read_text("utf-8").splitlines())) > LONGEST.get(path.name, 300)
    }

    assert not long


LONGEST = {"errors.py": 460, "errors_vote.py": 360, "sheet.py": 470, "verify.py": 1120}
"""Lists of one kind that are read from top to bottom: refusals; a sheet's screens and acts. The
verifier is one file because it is handed out as one."""
