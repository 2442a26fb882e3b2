"""What a file is, is told by its bytes."""

import hashlib
import io
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot import inspection
from bot.inspection import NAME_LIMIT, fits_photo, inspect, safe_name
from models.errors import (
    FileDamaged,
    FileEmpty,
    FileKindUnknown,
    HasMacros,
    ImageTooLarge,
    PdfEmpty,
    Refusal,
    ZipBomb,
)
from tests import sample_files as sample


@pytest.mark.parametrize(
    ("content", "kind", "name"),
    [
        (sample.pdf(), "pdf", "a.pdf"),
        (b"\r\n\n" + sample.pdf(), "pdf", "a.pdf"),
        (sample.pdf(password="mật khẩu"), "pdf", "a.pdf"),
        (sample.docx(), "docx", "a.docx"),
        (sample.xlsx(), "xlsx", "a.xlsx"),
        (sample.picture("JPEG"), "image", "a.jpg"),
        (sample.picture("PNG"), "image", "a.png"),
        (sample.picture("WEBP"), "image", "a.jpg"),
        (sample.picture("GIF"), "image", "a.png"),
    ],
)
def test_the_content_says_what_it_is_and_the_name_follows(content, kind, name):
    upload = inspect("a.exe", content, "kèm theo")

    assert (upload.kind, upload.name, upload.caption) == (kind, name, "kèm theo")
    assert upload.size == len(upload.content)
    assert upload.sha256 == hashlib.sha256(upload.content).hexdigest()


@pytest.mark.parametrize("content", [sample.pdf(), sample.docx(), sample.xlsx()])
def test_documents_are_kept_byte_by_byte(content):
    assert inspect("a", content).content == content


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (sample.EXE, ".exe"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(99), ".rar"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(999), ".doc"),
        (b"<!doctype html><html></html>", ".html"),
        (sample.package(sample.SLIDES), ".pptx"),
        (sample.package("text/plain"), ".zip"),
        ("Kính gửi các đồng chí".encode(), ""),
        (b"\0", ""),
    ],
)
def test_what_only_calls_itself_a_pdf_is_named_for_what_it_is(content, found):
    with pytest.raises(FileKindUnknown) as refusal:
        inspect("báo cáo.pdf", content)

    assert refusal.value.found == found


def test_an_empty_file_is_refused():
    with pytest.raises(FileEmpty):
        inspect("a.pdf", b"")


def test_a_pdf_without_a_page_is_refused():
    with pytest.raises(PdfEmpty):
        inspect("a.pdf", sample.pdf(pages=0))


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4\n",
        sample.pdf()[:200],
        sample.docx()[:100],
        sample.picture("JPEG")[:300],
        sample.picture("PNG")[:60],
        sample.photo_from_a_phone()[:20],
    ],
)
def test_what_breaks_off_is_refused_as_damaged(content):
    with pytest.raises(FileDamaged):
        inspect("a.pdf", content)


@pytest.mark.parametrize("end", range(1, 400, 13))
@pytest.mark.parametrize(
    "content", [sample.pdf(), sample.docx(), sample.picture(), sample.picture("WEBP")]
)
def test_however_a_file_is_cut_it_is_taken_or_refused(content, end):
    with suppress(FileDamaged, FileKindUnknown, PdfEmpty):
        assert inspect("a", content[:-end] or b"%PDF-").content


@given(st.sampled_from([b"%PDF-1.7", b"PK\x03\x04", b"\xff\xd8\xff\xe0", b"GIF89a"]), st.binary())
def test_noise_behind_a_known_beginning_is_refused(start, noise):
    with pytest.raises(Refusal):
        inspect("a", start + noise)


# -- archives ---------------------------------------------------------------------------------


def test_a_document_out_of_proportion_is_refused_before_it_is_unpacked(monkeypatch):
    content = sample.bomb()
    monkeypatch.setattr(inspection, "_check_parts", None)

    assert len(content) < 100_000

    with pytest.raises(ZipBomb):
        inspect("a.docx", content)


def test_a_small_workbook_of_many_equal_rows_is_taken():
    content = sample.package(sample.EXCEL, [("xl/sheet.xml", b"<row/>" * 1_000_000)])

    assert inspect("a.xlsx", content).kind == "xlsx"


def test_a_document_of_too_many_parts_is_refused():
    parts = [(f"{number}.xml", "") for number in range(5001)]
    with pytest.raises(ZipBomb):
        inspect("a.docx", sample.package(sample.WORD, parts))


def test_a_document_larger_than_its_directory_says_is_not_believed(monkeypatch):
    with pytest.raises(FileDamaged):
        inspect("a.docx", sample.lying_bomb())


def test_unpacking_stops_at_the_limit_whatever_the_directory_says(monkeypatch):
    monkeypatch.setattr(inspection, "UNPACKED_LIMIT", 2 * 2**20)
    monkeypatch.setattr(inspection, "_check_directory", lambda _package, _size: None)

    with pytest.raises(ZipBomb):
        inspect("a.docx", sample.bomb())


def test_xml_that_grows_while_being_read_is_refused():
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(ZipBomb):
            inspect("a.xlsx", sample.package(sample.EXCEL, [("xl/s.xml", laughs.encode(encoding))]))


@pytest.mark.parametrize(
    "content",
    [
        sample.package(sample.WORD, [("word/vbaProject.bin", "x")]),
        sample.package(sample.EXCEL, [("xl/VBAPROJECT.BIN", "x")]),
        sample.package(sample.EXCEL, [("xl/macrosheets/sheet1.xml", "<x/>")]),
        sample.package(sample.MACROS),
    ],
)
def test_documents_with_code_in_them_are_refused(content):
    with pytest.raises(HasMacros):
        inspect("a.docx", content)


def test_a_locked_archive_is_refused():
    content = bytearray(sample.docx())
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        place = content.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        content[place] |= 1  # encrypted

    with pytest.raises(FileDamaged):
        inspect("a.docx", bytes(content))


def test_an_archive_in_an_unknown_compression_is_refused():
    content = sample.package(sample.WORD, compression=zipfile.ZIP_STORED)
    content = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        content[content.index(mark) + offset] = 99

    with pytest.raises(FileDamaged):
        inspect("a.docx", bytes(content))


# -- pictures ---------------------------------------------------------------------------------


def seen(upload):
    return Image.open(io.BytesIO(upload.content))


def test_a_photo_loses_where_and_by_what_it_was_taken():
    content = sample.photo_from_a_phone()
    image = seen(inspect("a.jpg", content))

    assert b"TelephoneMaker" in content
    assert dict(Image.open(io.BytesIO(content)).getexif().get_ifd(sample.GPS))
    assert not dict(image.getexif())
    assert not {"comment", "exif", "xmp", "icc_profile"} & image.info.keys()
    assert b"secret comment" not in inspect("a.jpg", content).content


def test_a_photo_stands_upright():
    image = seen(inspect("a.jpg", sample.photo_from_a_phone(turned=6)))

    assert image.size == (40, 60)
    assert image.getpixel((20, 5))[0] > 200  # the red half is on top now
    assert image.getpixel((20, 55))[0] < 50


@pytest.mark.parametrize("sides", [(40_000, 40_000), (8001, 8000), (65_535, 1001)])
def test_too_many_pixels_are_refused_by_the_header_alone(sides):
    with pytest.raises(ImageTooLarge) as refusal:
        inspect("a.png", sample.png_header(*sides))

    assert refusal.value.limit == 64


def test_large_pictures_are_kept_smaller():
    image = seen(inspect("a.png", sample.picture("PNG", (5000, 1250), "L")))

    assert image.size == (4096, 1024)


def test_large_pictures_are_made_smaller_one_after_the_other(monkeypatch):
    monkeypatch.setattr(inspection, "LARGE", 100)
    under_way, most, thumbnail = [], [], Image.Image.thumbnail

    def slow(self, *size):
        under_way.append(self)
        most.append(len(under_way))
        threading.Event().wait(0.02)
        thumbnail(self, *size)
        under_way.remove(self)

    monkeypatch.setattr(Image.Image, "thumbnail", slow)
    content = sample.picture("PNG", (40, 40))
    with ThreadPoolExecutor(4) as threads:
        kinds = [each.kind for each in threads.map(lambda _: inspect("a.png", content), range(4))]

    assert kinds == ["image"] * 4
    assert most == [1] * 4


def test_what_is_transparent_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, "PNG")

    assert seen(inspect("a.png", out.getvalue())).getpixel((1, 1)) == (255, 255, 255)


def test_of_a_moving_picture_the_first_one_is_kept():
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    image = seen(inspect("a.gif", out.getvalue()))

    assert getattr(image, "n_frames", 1) == 1
    assert image.getpixel((1, 1))[0] > 200


@pytest.mark.parametrize("mode", ["1", "L", "CMYK"])
def test_pictures_in_other_colours_are_taken(mode):
    kind = "PNG" if mode == "1" else "JPEG"
    out = io.BytesIO()
    Image.new(mode, (20, 20)).save(out, kind)

    assert seen(inspect("a", out.getvalue())).mode in {"L", "RGB"}


def test_the_same_picture_is_the_same_file_again():
    content = sample.photo_from_a_phone()

    assert inspect("a.jpg", content).sha256 == inspect("b.jpg", content).sha256


def test_what_telegram_takes_no_photo_of_is_sent_as_a_document():
    assert fits_photo(sample.picture("PNG"))
    assert not fits_photo(sample.picture("PNG", (9000, 1100), "1"))
    assert not fits_photo(sample.picture("PNG", (2100, 100)))
    assert not fits_photo(sample.pdf())
    assert not fits_photo(sample.picture("PNG") + bytes(10 * 2**20))


# -- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\an\\Báo cáo.PDF", "Báo cáo.pdf"),
        ("..", "tep.pdf"),
        ("", "tep.pdf"),
        ("a\u202efdp.exe", "afdp.pdf"),
        ("a\x00\n\tb.pdf", "ab.pdf"),
        ("Bie\u0302n ba\u0309n.docx", "Biên bản.pdf"),
        ("a" * 300 + ".pdf", "a" * 96 + ".pdf"),
        ("QĐ 123.2026.UBND.pdf", "QĐ 123.2026.UBND.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("\u200b.pdf", "pdf.pdf"),
    ],
)
def test_names_are_made_harmless(name, safe):
    assert safe_name(name, ".pdf") == safe


@given(st.text())
def test_no_name_leads_out_of_its_folder_or_hides_anything(name):
    safe = safe_name(name, ".docx")

    assert len(safe) <= NAME_LIMIT
    assert safe.endswith(".docx")
    assert safe.isprintable()
    assert not set("/\\") & set(safe)
    assert safe == safe_name(safe, ".docx")
