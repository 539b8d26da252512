"""How wide words are, and where their lines break. Chinese breaks anywhere but before closing marks."""

import re
import unicodedata

_NOT_FIRST = set("，。、；：？！）》」』”’…·,.;:?!)]}%")
_NOT_LAST = set("（《「『“‘([{")
_MOST = 2_000  # signs; the drawing of longer texts breaks off
_PIECES = re.compile(r"[A-Za-z0-9À-ɏ'’./%]+-?|\s+|.", re.S)


def width(text: str, size: float) -> float:
    return sum(_em(sign) for sign in text[:_MOST]) * size


def _em(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in "WFA":
        return 1.0
    if sign.isspace():
        return 0.28
    if sign in "iljtfI.,:;'|!()[]-":
        return 0.33
    if sign in "mwMW%":
        return 0.88
    return 0.68 if sign.isupper() else 0.56


def longest_word(text: str, size: float) -> float:
    """How wide the widest Latin word is; Chinese breaks anywhere."""
    return max((width(piece, size) for piece in _PIECES.findall(text[:_MOST]) if len(piece) > 1), default=0.0)


def wrap(text: str, size: float, room: float, lines: int = 99) -> list[str]:
    """Lines no wider than ``room``, broken where the text breaks; what does not fit into ``lines`` is cut off with …"""
    if len(text) > _MOST:
        text = text[:_MOST] + "…"
    done = [line for part in text.splitlines() for line in _wrapped(part, size, room)]
    if len(done) <= lines:
        return done
    return [*done[: lines - 1], cut(done[lines - 1] + "……", size, room)]


def _wrapped(text: str, size: float, room: float) -> list[str]:
    done: list[str] = []
    line = ""
    for piece in _pieces(" ".join(text.split()), size, room):
        if line and width((line + piece).rstrip(), size) > room and piece not in _NOT_FIRST:
            carried = ""
            while line and line[-1] in _NOT_LAST:
                line, carried = line[:-1], line[-1] + carried
            done.append(line.rstrip())
            line = carried + piece.lstrip()
        else:
            line += piece
    if line.strip():
        done.append(line.strip())
    return _balanced(done, size, room)


def cut(text: str, size: float, room: float) -> str:
    """The text, shortened with an ellipsis if it is too wide."""
    if width(text, size) <= room and not text.endswith("……"):
        return text
    text = text.rstrip("…")
    while text and width(text + "…", size) > room:
        text = text[:-1]
    return text + "…"


def _pieces(text: str, size: float, room: float) -> list[str]:
    """Words and single Chinese signs; a word wider than a line is broken."""
    pieces: list[str] = []
    for piece in _PIECES.findall(text):
        if width(piece, size) > room:
            pieces.extend(piece)
        else:
            pieces.append(piece)
    return pieces


def _balanced(lines: list[str], size: float, room: float) -> list[str]:
    """Two lines of Chinese with one sign on the second are made even."""
    if len(lines) != 2 or width(lines[1], size) > size * 1.5 or " " in lines[0]:
        return lines
    whole = "".join(lines)
    middle = (len(whole) + 1) // 2
    first, second = whole[:middle], whole[middle:]
    if second[0] in _NOT_FIRST or first[-1] in _NOT_LAST or re.search(r"[A-Za-z0-9]{2}", whole):
        return lines
    return [first, second] if width(first, size) <= room else lines
