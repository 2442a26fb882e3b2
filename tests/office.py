"""What LibreOffice makes of a workbook: every formula worked out anew."""

import os
import shutil
import subprocess
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
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx",
            "--outdir", str(after), str(before / "table.xlsx"),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return load_workbook(after / "table.xlsx", data_only=True)
