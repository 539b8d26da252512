"""What a PDF may hold that runs, sends or brings something along; however it is hidden.

Names of what runs are looked for everywhere, also in what seems to be a stream: a comment may only say that one begins.
Streams that hold objects are unpacked; what cannot be unpacked cannot be vouched for.
"""

import re
import zlib

from app.cases.harms import BOMB, ENCRYPTED, SCRIPT, UNREADABLE
from engine import Text

MOST_UNPACKED = 200 * 1024 * 1024
_BEGUN = re.compile(rb"stream\r?\n")


def _named(*names: str) -> re.Pattern[bytes]:
    """A name of a PDF, each letter of which may be spelt with its code: /J#61vaScript."""
    spelt = ("".join(f"(?:{letter}|#(?i:{ord(letter):02x}))" for letter in name) for name in names)
    return re.compile(f"/(?:{'|'.join(spelt)})(?![A-Za-z0-9])".encode())


_LONG = ("JavaScript", "Launch", "RichMedia", "EmbeddedFile", "EmbeddedFiles", "SubmitForm", "ImportData", "GoToE")
_ANYWHERE = _named(*_LONG)  # too long to stand in a picture by chance
_ACTIVE = _named(*_LONG, "JS", "XFA")
_LOCKED, _OBJECTS, _MAYBE = _named("Encrypt"), _named("ObjStm"), _named("First")


def harm_in_pdf(content: bytes) -> Text | None:
    outside, packed = _parted(content)
    if _LOCKED.search(outside):
        return ENCRYPTED
    if _ACTIVE.search(outside) or _ANYWHERE.search(content):
        return SCRIPT
    left = MOST_UNPACKED
    for stream, surely in packed:
        unpacker = zlib.decompressobj()
        try:
            objects = unpacker.decompress(stream, left)
        except zlib.error:
            if surely:
                return UNREADABLE
            continue
        left -= len(objects)
        if left <= 0 or unpacker.unconsumed_tail:
            return BOMB
        if (_ACTIVE if surely else _ANYWHERE).search(objects):
            return SCRIPT
    return None


def _parted(content: bytes) -> tuple[bytes, list[tuple[bytes, bool]]]:
    """What stands outside streams; and the streams that hold objects, surely or maybe: some readers do not ask for the
    type. Each byte is looked at once, whatever it is.
    """
    outside, packed, at = [], [], 0
    while begun := _BEGUN.search(content, at):
        end = content.find(b"endstream", begun.end())
        if end < 0:
            break
        before = content[at : begun.start()]
        outside.append(before)
        if (surely := _OBJECTS.search(before) is not None) or _MAYBE.search(before):
            packed.append((content[begun.end() : end], surely))
        at = end + len(b"endstream")
    return b"\n".join([*outside, content[at:]]), packed
