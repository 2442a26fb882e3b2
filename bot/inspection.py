"""Looks into a file that a person has sent: its content says what it is, never its name."""

import hashlib
import io
import logging
import re
import threading
import unicodedata
import zipfile
import zlib
from contextlib import nullcontext
from pathlib import PurePosixPath

import puremagic
from PIL import Image, ImageOps

from handlers.turn import Upload, UploadKind
from models.errors import (
    FileDamaged,
    FileEmpty,
    FileKindUnknown,
    HasMacros,
    ImageTooLarge,
    PdfEmpty,
    ZipBomb,
)

NAME_LIMIT = 100
MEGAPIXELS = 64
LARGE = 16_000_000
"""Pixels from which pictures are made smaller one at a time: the largest takes 700 MB for that."""
SIDE_LIMIT = 4096
"""Pixels of a kept picture's longer side: a page photographed is still read."""
JPEG_QUALITY = 88
PNG_LIMIT = 8 * 2**20
"""Bytes from which a picture without loss is kept as JPEG after all."""
ENTRIES_LIMIT = 5000
UNPACKED_LIMIT = 200 * 2**20
RATIO_LIMIT = 100
SMALL = 10 * 2**20
"""Bytes of an unpacked document that are no burden, however tightly an empty table was packed."""
CHUNK = 2**20

MIME = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
EXTENSIONS = {**{kind: f".{kind}" for kind in MIME}, "JPEG": ".jpg", "PNG": ".png"}
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
_MAIN_PARTS: dict[UploadKind, bytes] = {
    "docx": b"wordprocessingml.document.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
}
_MACROS = re.compile(r"vbaproject\.bin$|(^|/)macrosheets/", re.IGNORECASE)

_LARGE_ONE = threading.Lock()
Image.MAX_IMAGE_PIXELS = MEGAPIXELS * 1_000_000
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would write of what people send


def inspect(name: str, content: bytes, caption: str = "") -> Upload:
    """The file, known for what it is and made harmless; it blocks: call it in a thread.

    Raises the Refusal that says what is wrong with it.
    """
    if not content:
        raise FileEmpty
    kinds, extension = _kinds(content)
    if "application/pdf" in kinds:
        _check_pdf(content)
        return _upload(name, "pdf", MIME["pdf"], ".pdf", content, caption)
    if content.startswith(b"PK\x03\x04"):
        kind = _office_kind(content)
        return _upload(name, kind, MIME[kind], EXTENSIONS[kind], content, caption)
    for mime, decoder in PICTURES.items():
        if mime in kinds:
            kept, clean = _clean_picture(content, decoder)
            return _upload(name, "image", f"image/{kept.lower()}", EXTENSIONS[kept], clean, caption)
    raise FileKindUnknown(extension)


def _upload(
    name: str, kind: UploadKind, mime: str, extension: str, content: bytes, caption: str
) -> Upload:
    sha256 = hashlib.sha256(content).hexdigest()
    return Upload(safe_name(name, extension), kind, mime, len(content), sha256, content, caption)


def _kinds(content: bytes) -> tuple[frozenset[str], str]:
    """MIME types that the content may be, and the extension of the likeliest; empty if unknown."""
    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        found = []
    kinds = {each.mime_type for each in found}
    if b"%PDF-" in content[:1024]:  # readers forgive what stands before it
        kinds.add("application/pdf")
    return frozenset(kinds), found[0].extension if found else ""


def safe_name(name: str, extension: str) -> str:
    """A name to show and to send under: no folders, nothing invisible, the true extension."""
    text = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    # Categories C: control characters, and marks that would turn "fdp.exe" around.
    shown = "".join(each for each in text if unicodedata.category(each)[0] != "C")
    stem = " ".join(PurePosixPath(shown.strip(" .")).stem.split()).strip(" .")
    unnamed = "anh" if extension in (".jpg", ".png") else "tep"
    return (stem or unnamed)[: NAME_LIMIT - len(extension)].rstrip() + extension


# -- PDF --------------------------------------------------------------------------------------


def _check_pdf(content: bytes) -> None:
    """It can be opened and has a page; one with a password is taken as it is."""
    import pypdf  # a third of a second, which no start has to wait for

    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        pages = 1 if reader.is_encrypted else len(reader.pages)
    except Exception:  # noqa: BLE001 - a stranger's bytes: whatever they lead the reader to
        raise FileDamaged from None
    if not pages:
        raise PdfEmpty


# -- Word and Excel ---------------------------------------------------------------------------


def _office_kind(content: bytes) -> UploadKind:
    """What the package says it is; the macros and the proportions are looked at first."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_directory(package, len(content))
            types = _check_parts(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise FileDamaged from None
    if b"macroEnabled" in types:
        raise HasMacros
    for kind, main in _MAIN_PARTS.items():
        if main in types:
            return kind
    raise FileKindUnknown(".pptx" if b"presentationml" in types else ".zip")


def _check_directory(package: zipfile.ZipFile, size: int) -> None:
    """What the package says of itself, before any of it is unpacked."""
    entries = package.infolist()
    unpacked = sum(each.file_size for each in entries)
    bearable = min(UNPACKED_LIMIT, max(SMALL, size * RATIO_LIMIT))
    if len(entries) > ENTRIES_LIMIT or unpacked > bearable:
        raise ZipBomb
    if any(_MACROS.search(each.filename) for each in entries):
        raise HasMacros


def _check_parts(package: zipfile.ZipFile) -> bytes:
    """Unpack all of it once, keeping nothing but the list of types, which is returned."""
    types, left = b"", UNPACKED_LIMIT
    for entry in package.infolist():
        with package.open(entry) as part:
            first = part.read(CHUNK)
            if entry.filename == "[Content_Types].xml":
                types = first
            _refuse_entities(entry.filename, first)
            chunk = first
            while chunk:
                left -= len(chunk)
                if left < 0:
                    raise ZipBomb
                chunk = part.read(CHUNK)
    return types


def _refuse_entities(name: str, first: bytes) -> None:
    """Office's XML has no document type; where one stands, it is to grow while being read."""
    if name.endswith((".xml", ".rels", ".vml")) and b"<!DOCTYPE" in first.replace(b"\0", b""):
        raise ZipBomb


# -- pictures ---------------------------------------------------------------------------------


def _clean_picture(content: bytes, decoder: str) -> tuple[str, bytes]:
    """The picture alone: upright, of a bearable size, without whatever was hidden in it."""
    try:
        with Image.open(io.BytesIO(content), formats=[decoder]) as image:
            if image.width * image.height > MEGAPIXELS * 1_000_000:
                raise ImageTooLarge(MEGAPIXELS)
            image.draft(None, (SIDE_LIMIT, SIDE_LIMIT))  # a JPEG is decoded smaller at once
            with _LARGE_ONE if image.width * image.height > LARGE else nullcontext():
                # Before it is turned: that takes a copy.
                image.thumbnail((SIDE_LIMIT, SIDE_LIMIT), Image.Resampling.LANCZOS)
            upright = ImageOps.exif_transpose(image)
            return _encode(_on_white(upright), lossless=decoder in ("PNG", "GIF"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ImageTooLarge(MEGAPIXELS) from None
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError):
        raise FileDamaged from None


def _on_white(image: Image.Image) -> Image.Image:
    """Only the first picture of several, and what was transparent on white, as on paper."""
    if not image.has_transparency_data:
        return image.convert("L" if image.mode in ("1", "L") else "RGB")
    clear = image.convert("RGBA")
    paper = Image.new("RGB", clear.size, "white")
    paper.paste(clear, mask=clear.getchannel("A"))
    return paper


def _encode(image: Image.Image, *, lossless: bool) -> tuple[str, bytes]:
    image.info.clear()
    if lossless:
        png = io.BytesIO()
        image.save(png, "PNG")
        if png.tell() <= PNG_LIMIT:
            return "PNG", png.getvalue()
    jpeg = io.BytesIO()
    image.save(jpeg, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return "JPEG", jpeg.getvalue()


PHOTO_BYTES = 10 * 2**20
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20


def fits_photo(content: bytes) -> bool:
    """Whether Telegram would take it as a photo: at most 10 MB, not too long a strip."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            short, long = sorted(image.size)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return (
        len(content) <= PHOTO_BYTES and short + long <= PHOTO_SIDES and long <= PHOTO_RATIO * short
    )
