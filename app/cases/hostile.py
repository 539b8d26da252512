"""What an upload of an accepted type may still hold that harms whoever opens it; told in a sentence, or None."""

import io
import re
import struct
import zipfile
import zlib

from engine import Text

MOST_PIXELS = 100_000_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 2000
MOST_RATIO = 200

EMPTY = Text("文件是空的", "The file is empty")
TWO_IN_ONE = Text("文件里夹带了另一种文件", "The file hides another kind of file")
SCRIPT = Text("文件里有脚本，请去掉后再传", "The file holds a script; take it out and hand it in again")
ENCRYPTED = Text("文件加了密码，请去掉密码后再传", "The file is locked with a password; unlock it and hand it in again")
BOMB = Text("文件解开以后太大", "The file is too large when unpacked")
PATHS = Text("压缩包里的文件名带有路径", "The names in the archive lead out of it")
PROGRAM = Text("压缩包里有可以运行的程序", "The archive holds a program")
MACROS = Text("文件里有宏，请另存为不带宏的格式", "The file holds macros; save it without them")
PIXELS = Text("图片的尺寸太大", "The picture has too many pixels")
BROKEN = Text("图片已损坏，打不开", "The picture is broken and cannot be opened")

_IMAGES = (".png", ".jpg", ".gif", ".tif", ".webp")
_ZIPS = (".zip", ".docx", ".xlsx", ".ofd")
_PROGRAMS = re.compile(r"\.(exe|dll|com|scr|msi|bat|cmd|ps1|vbs|js|jse|wsf|hta|jar|lnk|sh|apk|html?|svg)\s*$", re.I)
_TAGS = re.compile(rb"<\s*(script|html|svg|iframe|body|\?php|!doctype)|<\?php", re.I)
_EDGE = 2048  # bytes at either end that a browser or a server would guess by
_BEGUN = re.compile(rb"stream\r?\n")
_HEAD = 4000  # bytes before a stream that say what it is


def _named(*names: str) -> re.Pattern[bytes]:
    """A name of a PDF, each letter of which may be spelt with its code: /J#61vaScript."""
    spelt = ("".join(f"(?:{letter}|#(?i:{ord(letter):02x}))" for letter in name) for name in names)
    return re.compile(f"/(?:{'|'.join(spelt)})(?![A-Za-z0-9])".encode())


_ACTIVE = _named("JavaScript", "JS", "Launch", "RichMedia", "EmbeddedFile", "EmbeddedFiles", "XFA")
_LOCKED, _OBJECTS = _named("Encrypt"), _named("ObjStm")


def harm_in(content: bytes, suffix: str) -> Text | None:
    """What is wrong with content that is of this type by its beginning."""
    if not content:
        return EMPTY
    if suffix in _ZIPS:
        return _in_archive(content, suffix)
    if zipfile.is_zipfile(io.BytesIO(content)):
        return TWO_IN_ONE
    if suffix == ".txt":
        return SCRIPT if _TAGS.search(content) else None
    if _TAGS.search(content[:_EDGE]) or _TAGS.search(content[-_EDGE:]):
        return SCRIPT
    if suffix == ".pdf":
        return _in_pdf(content)
    return _in_image(content, suffix) if suffix in _IMAGES else None


# ------------------------------------------------------------------------------------------------ archives


def _in_archive(content: bytes, suffix: str) -> Text | None:
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return TWO_IN_ONE
    whole = sum(member.file_size for member in members)
    if whole > MOST_UNPACKED or len(members) > MOST_MEMBERS or whole > MOST_RATIO * max(len(content), 100_000):
        return BOMB
    for member in members:
        name = member.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
            return PATHS
        if member.flag_bits & 1:
            return ENCRYPTED
        if name.lower().endswith("vbaproject.bin"):
            return MACROS
        if _PROGRAMS.search(name) and suffix == ".zip":
            return PROGRAM
    return None


# ------------------------------------------------------------------------------------------------ PDF


def _in_pdf(content: bytes) -> Text | None:
    """What is said outside streams, and in the streams that hold objects; pictures may look like anything."""
    outside, packed = _parted(content)
    if _LOCKED.search(outside):
        return ENCRYPTED
    if _ACTIVE.search(outside):
        return SCRIPT
    left = MOST_UNPACKED
    for stream in packed:
        unpacker = zlib.decompressobj()
        try:
            objects = unpacker.decompress(stream, left)
        except zlib.error:
            continue
        left -= len(objects)
        if left <= 0 or unpacker.unconsumed_tail:
            return BOMB
        if _ACTIVE.search(objects):
            return SCRIPT
    return None


def _parted(content: bytes) -> tuple[bytes, list[bytes]]:
    """What stands outside streams, and the streams of objects; each byte is looked at once, whatever it is."""
    outside, packed, at = [], [], 0
    while begun := _BEGUN.search(content, at):
        end = content.find(b"endstream", begun.end())
        if end < 0:
            break
        outside.append(content[at : begun.start()])
        if _OBJECTS.search(outside[-1][-_HEAD:]):
            packed.append(content[begun.end() : end])
        at = end + len(b"endstream")
    return b"\n".join([*outside, content[at:]]), packed


# ------------------------------------------------------------------------------------------------ pictures


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
