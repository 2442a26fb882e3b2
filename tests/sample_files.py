"""Files as people send them, and as nobody should: made here, byte by byte."""

import io
import struct
import zipfile
import zlib

from PIL import Image
from pypdf import PdfWriter

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
EXE = b"MZ\x90\x00" + b"\x00" * 500
GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def pdf(pages=1, password=None):
    """A PDF of blank pages."""
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def package(main, parts=(), compression=zipfile.ZIP_DEFLATED):
    """An Office document whose main part is of this type, with some more parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{main}"/></Types>')
        archive.writestr("main.xml", "<x/>")
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def docx():
    """A Word document."""
    return package(WORD)


def xlsx():
    """A workbook."""
    return package(EXCEL)


def picture(kind="JPEG", size=(60, 40), mode="RGB", **more):
    """A picture, red on its left half."""
    image, out = Image.new(mode, size), io.BytesIO()
    image.paste(Image.new(mode, (size[0] // 2, size[1]), "red"), (0, 0))
    image.save(out, kind, **more)
    return out.getvalue()


def photo_from_a_phone(turned=6):
    """A JPEG with the place where it was taken, the phone's name, and lying on its side."""
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION] = "TelephoneMaker", turned
    exif[GPS] = {1: "N", 2: (19.0, 48.0, 26.0), 3: "E", 4: (105.0, 46.0, 33.0)}
    return picture(exif=exif, comment=b"secret comment")


def png_header(width, height):
    """A PNG that claims these sides, and has next to nothing in it."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def bomb(unpacked=30 * 2**20):
    """A document of a few kilobytes that is large when unpacked, and says so."""
    return package(WORD, [("word/big.xml", b"\0" * unpacked)])


def lying_bomb(unpacked=300 * 2**20):
    """The same with much more in it, whose directory says that it is small."""
    noise, out = bytes(range(256)) * 40_000, io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types ContentType="{WORD}"/>')
        with archive.open("word/big.xml", "w", force_zip64=False) as part:
            for _ in range(unpacked // len(noise)):
                part.write(noise)
    content = bytearray(out.getvalue())
    central = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, central + 24, 1000)  # the size when unpacked
    return bytes(content)
