"""What LibreOffice makes of a workbook: every formula worked out anew."""

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook


def need_soffice():
    """Skip where there is no LibreOffice; where there must be one, fail."""
    if shutil.which("soffice") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI has no LibreOffice (soffice)")
        pytest.skip("no LibreOffice (soffice)")


@cache
def profile():
    """LibreOffice's own folder, made once for all tests: making it takes longer than converting."""
    folder = tempfile.mkdtemp(prefix="thidua-office-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder).as_uri()


def convert(files, folder: Path):
    """Have LibreOffice write the workbooks anew, all in one start."""
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={profile()}", "--headless", "--convert-to", "xlsx",
            "--outdir", str(folder), *map(str, files),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip


def recalculated(content: bytes, folder: Path, edit=None):
    """The workbook with all values worked out by LibreOffice, after `edit` (a person's hands).

    What was cached is thrown away first (openpyxl keeps formulas only), so that nothing can be
    taken over.
    """
    book = load_workbook(BytesIO(content))
    if edit:
        edit(book)
    before, after = folder / "before", folder / "after"
    before.mkdir(exist_ok=True)
    book.save(before / "table.xlsx")
    convert([before / "table.xlsx"], after)
    return load_workbook(after / "table.xlsx", data_only=True)
