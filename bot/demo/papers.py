"""Papers for the demo: small real files, made here, kept as if somebody had sent them."""

import io

from PIL import Image, ImageDraw

from bot.inspection import inspect
from bot.store import Store
from handlers.turn import Upload

_SIDES = (420, 594)
_INK, _SEAL, _PAPER = (70, 74, 84), (190, 30, 45), (252, 251, 247)


def paper(store: Store, name: str) -> Upload:
    """A scanned page with a seal, as the kind that its name says; no two names look the same."""
    image, out = _page(sum(name.encode())), io.BytesIO()
    image.save(out, "PDF" if name.endswith(".pdf") else "PNG")
    found = inspect(name, out.getvalue())
    store.put(found.content)
    return found


def _page(seed: int) -> Image.Image:
    """Lines of grey and a red seal: a page to be recognised as one, without words."""
    image = Image.new("RGB", _SIDES, _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((150, 40, 270, 48), fill=_INK)
    for line in range(18):
        length = 180 + (seed * (line + 3) * 37) % 170
        draw.rectangle((40, 90 + 22 * line, 40 + length, 96 + 22 * line), fill=(176, 178, 184))
    draw.ellipse((260, 470, 350, 560), outline=_SEAL, width=5)
    draw.ellipse((288, 498, 322, 532), fill=_SEAL)
    return image
