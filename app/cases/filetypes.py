"""What a file is, told by its content; its name only says which of the like."""

import io
import unicodedata
import zipfile
from pathlib import PurePath

_BEGINNINGS = (
    (b"%PDF-", ".pdf", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", ".png", "image/png"),
    (b"\xff\xd8\xff", ".jpg", "image/jpeg"),
    (b"GIF8", ".gif", "image/gif"),
    (b"II*\x00", ".tif", "image/tiff"),
    (b"MM\x00*", ".tif", "image/tiff"),
)
_IN_ZIP = (
    ("OFD.xml", ".ofd", "application/ofd"),
    ("word/", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)
_SAME = {".jpeg": ".jpg", ".tiff": ".tif"}
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{kind}{n}" for kind in ("COM", "LPT") for n in range(1, 10))}
MOST_CHARACTERS, MOST_BYTES = 120, 240  # of a name: file systems take 255 bytes
UNKNOWN = ("", "application/octet-stream")


def kind_of(content: bytes) -> tuple[str, str]:
    """Suffix and media type by content: (".pdf", "application/pdf"); ("", octet-stream) for what is not known."""
    for beginning, suffix, media in _BEGINNINGS:
        if content.startswith(beginning):
            return suffix, media
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return ".webp", "image/webp"
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_zip(content)
    return _kind_of_text(content)


def accepted(content: bytes, accept: tuple[str, ...]) -> bool:
    """Whether the content is of one of the listed suffixes; anything known when none is listed."""
    suffix, _ = kind_of(content)
    listed = {_SAME.get(s, s) for s in map(str.lower, accept)}
    return suffix in listed if listed else bool(suffix)


def fitting_name(name: str, content: bytes) -> str:
    """The file's own name without any path, ending in what it is."""
    suffix, _ = kind_of(content)
    plain = unicodedata.normalize("NFC", PurePath(name.replace("\\", "/")).name)
    plain = "".join(c for c in plain if c.isprintable() and not unicodedata.combining(c) and c not in '<>:"/|?*')
    plain = plain.strip(" .")[-MOST_CHARACTERS:]
    while len(plain.encode()) > MOST_BYTES:
        plain = plain[1:]
    stem, own = PurePath(plain).stem, PurePath(plain).suffix.lower()
    if not stem or plain == suffix.strip("."):
        plain, own = "file", ""
    elif stem.split(".")[0].upper() in _DEVICES:
        plain = f"_{plain}"
    return plain if not suffix or _SAME.get(own, own) == suffix else plain + suffix


def _kind_of_zip(content: bytes) -> tuple[str, str]:
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return UNKNOWN
    for part, suffix, media in _IN_ZIP:
        if any(name == part or (part.endswith("/") and name.startswith(part)) for name in names[:500]):
            return suffix, media
    return ".zip", "application/zip"


def _kind_of_text(content: bytes) -> tuple[str, str]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return UNKNOWN
    odd = any((ord(c) < 32 or ord(c) == 127) and c not in "\r\n\t" for c in text)
    plain = bool(text) and not odd and "<" not in text[:200]
    return (".txt", "text/plain; charset=utf-8") if plain else UNKNOWN
