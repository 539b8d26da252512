"""What an archive, or an office document, which is one, may hold. Every member is unpacked: sizes may lie."""

import io
import re
import stat
import zipfile
import zlib

from app.cases.harms import BOMB, ELSEWHERE, ENCRYPTED, MACROS, NESTED, PATHS, PROGRAM, TWO_IN_ONE, UNREADABLE
from engine import Text

MOST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 2000
MOST_RATIO = 200

_PROGRAMS = re.compile(
    r"\.(exe|dll|com|scr|pif|cpl|msi|msc|bat|cmd|ps1|psm1|vbs|vbe|js|jse|wsf|wsh|hta|jar|lnk|url|scf|reg|chm|inf|sh|apk"
    r"|iso|img|vhdx?|html?|xhtml|mht|mhtml|svg|php|jsp|aspx?)$",
    re.I,
)
_WITH_MACROS = re.compile(
    r"(vbaproject\.bin|\.(doc|dot|xls|xlt|xla|ppt|pot)m|\.xlsb)$|(^|/)(macrosheets|activex)/", re.I
)
_PROGRAM_HEADS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe")
_ARCHIVE_HEADS = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_OFFICE = re.compile(r"\.(docx|xlsx|pptx|ofd)$", re.I)
_PACKAGE = "Ole10Native".encode("utf-16-le")  # an object that is a file of any kind
_FETCHES = tuple(  # each found by its first letters, or reading what is large would take seconds
    re.compile(pattern)
    for pattern in (
        rb"<!DOCTYPE",
        rb"<!ENTITY",
        rb"<ddeLink\b",
        rb"<w:instrText[^<>]*>\s*(?i:DDE)",
        rb"w:instr\s*=\s*[\"']\s*(?i:DDE)",
        rb"<Relationship\b(?=[^<>]*TargetMode\s*=\s*[\"']External)[^<>]*"
        rb"/(attachedTemplate|oleObject|frame|subDocument)[\"']",
    )
)


def harm_in_archive(content: bytes, suffix: str) -> Text | None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return TWO_IN_ONE
    whole = sum(member.file_size for member in members)
    if whole > MOST_UNPACKED or len(members) > MOST_MEMBERS or whole > MOST_RATIO * max(len(content), 100_000):
        return BOMB
    return next((harm for member in members if (harm := _in_name(member) or _in_member(archive, member, suffix))), None)


def _in_name(member: zipfile.ZipInfo) -> Text | None:
    name = "".join(c for c in member.filename.replace("\\", "/") if c.isprintable()).rstrip(" .")
    links = stat.S_ISLNK(member.external_attr >> 16)
    if name.startswith("/") or ".." in member.filename.replace("\\", "/").split("/") or name[1:2] == ":" or links:
        return PATHS
    if member.flag_bits & 1:
        return ENCRYPTED
    if _WITH_MACROS.search(name):
        return MACROS
    return PROGRAM if _PROGRAMS.search(name) else None


def _in_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, suffix: str) -> Text | None:
    """Reading it to its end also tells whether it is as long as it says. LZMA would take what memory it asks for."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return UNREADABLE
    try:
        content = archive.read(member)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return UNREADABLE
    if content.startswith(_PROGRAM_HEADS):
        return PROGRAM
    office = _OFFICE.search(member.filename) is not None
    if content.startswith(_ARCHIVE_HEADS) and not office:
        return NESTED
    if suffix == ".zip":
        return harm_in_archive(content, ".docx") if office else None
    if member.filename.lower().endswith((".xml", ".rels")):
        return ELSEWHERE if any(pattern.search(content) for pattern in _FETCHES) else None
    return ELSEWHERE if _PACKAGE in content else None
