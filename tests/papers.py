"""How papers and pictures are read by tests, and names that are hard on them."""

import struct
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from unicodedata import normalize

from pypdf import PdfReader

from handlers.i18n import translator
from models.rules.kinds import Layer
from models.rules.stages import Stage
from tests.score_tables import score_table

VI, EN = translator("vi"), translator("en")
PHOTO_BYTES, PHOTO_SIDES, PHOTO_RATIO = 10_000_000, 10_000, 20
HOSTILE = (
    '#let x = panic("x")',
    "*đậm* _nghiêng_ $x$ @ref",
    '"Đơn vị" \\ `mã`',
    "<A & B>",
    "Đ" * 200,
    normalize("NFD", "Sở Nội vụ tỉnh Thừa Thiên Huế"),
    "=cmd|' /C calc'!A1",
)


def text_of(pdf):
    """The words of a PDF on one line, without the invisible breaks of long names."""
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    return " ".join("\n".join(pages).replace("\u200b", "").split())


def size_of(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


def assert_telegram_takes_it(png):
    width, height = size_of(png)
    assert width == 1080
    assert len(png) <= PHOTO_BYTES
    assert width + height <= PHOTO_SIDES
    assert max(width, height) <= PHOTO_RATIO * min(width, height)


SECRETS = {
    Layer.SELF: Decimal("211.11"),
    Layer.CROSS: Decimal("322.22"),
    Layer.STANDING: Decimal("433.33"),
    Layer.AGREED: Decimal("824.24"),
}


def secretive(shown):
    """A table whose rows hold more than its reader may see: nobody but `layers` is to be asked."""
    table = score_table(3, stage=Stage.APPRAISAL)
    final = SECRETS[Layer.STANDING] if Layer.STANDING in shown else None
    rows = tuple(
        replace(
            row,
            layers=SECRETS,
            final=final,
            by_part={},
            items={
                code: replace(item, layers=SECRETS, final=final, why="lý do kín")
                for code, item in row.items.items()
            },
        )
        for row in table.rows
    )
    return replace(table, rows=rows, layers=shown)
