"""What an upload of an accepted type may still hold that harms whoever opens it; told in a sentence, or None."""

import io
import re
import struct
import zipfile

from app.cases.harms import BROKEN, EMPTY, PIXELS, SCRIPT, TWO_IN_ONE
from app.cases.hostile_archives import harm_in_archive
from app.cases.hostile_pdf import harm_in_pdf
from engine import Text

MOST_PIXELS = 100_000_000

_IMAGES = (".png", ".jpg", ".gif", ".tif", ".webp")
_ZIPS = (".zip", ".docx", ".xlsx", ".ofd")
_TAGS = re.compile(rb"<\s*(script|html|svg|iframe|body|\?php|!doctype)|<\?php", re.I)
_EDGE = 2048  # bytes at either end that a browser or a server would guess by


def harm_in(content: bytes, suffix: str) -> Text | None:
    """What is wrong with content that is of this type by its beginning."""
    if not content:
        return EMPTY
    if suffix in _ZIPS:
        return harm_in_archive(content, suffix)
    if zipfile.is_zipfile(io.BytesIO(content)):
        return TWO_IN_ONE
    if suffix == ".txt":
        return SCRIPT if _TAGS.search(content) else None
    if _TAGS.search(content[:_EDGE]) or _TAGS.search(content[-_EDGE:]):
        return SCRIPT
    if suffix == ".pdf":
        return harm_in_pdf(content)
    if b"%PDF-" in content[:_EDGE]:  # readers look for it that far in
        return TWO_IN_ONE
    return _in_image(content, suffix) if suffix in _IMAGES else None


def _in_image(content: bytes, suffix: str) -> Text | None:
    try:
        size = {".png": _png, ".gif": _gif, ".jpg": _jpeg, ".webp": _webp, ".tif": _tiff}[suffix](content)
    except (struct.error, IndexError, ValueError):
        return BROKEN
    if size is None or 0 in size:
        return BROKEN
    return PIXELS if size[0] * size[1] > MOST_PIXELS else None


def _png(content: bytes) -> tuple[int, int] | None:
    return struct.unpack(">II", content[16:24]) if content[12:16] == b"IHDR" else None  # type: ignore[return-value]


def _gif(content: bytes) -> tuple[int, int]:
    return struct.unpack("<HH", content[6:10])  # type: ignore[return-value]


def _jpeg(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(content):
        if content[at] != 0xFF:
            return None
        kind, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 1 if kind == 0xFF else 2 + length
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    match content[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
        case b"VP8L":
            bits = int.from_bytes(content[21:25], "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 ":
            width, height = struct.unpack("<HH", content[26:30])
            return width & 0x3FFF, height & 0x3FFF
    return None


def _tiff(content: bytes) -> tuple[int, int] | None:
    order = "<" if content[:2] == b"II" else ">"
    (at,) = struct.unpack(f"{order}I", content[4:8])
    (count,) = struct.unpack(f"{order}H", content[at : at + 2])
    found: dict[int, int] = {}
    for n in range(min(count, 200)):
        field = content[at + 2 + 12 * n : at + 14 + 12 * n]
        tag, kind = struct.unpack(f"{order}HH", field[:4])
        if tag in (256, 257):
            found[tag] = struct.unpack(f"{order}{'H' if kind == 3 else 'I'}", field[8 : 10 if kind == 3 else 12])[0]
    return (found[256], found[257]) if len(found) == 2 else None
