"""The arithmetic of the chain: what is hashed and how. An outsider needs this page and SHA-256, nothing else."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

BEGINNING = bytes(32)


def canonical(content: object) -> bytes:
    """The one way in which a line is written: JSON, keys sorted, no blanks, UTF-8."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def digest(content: object) -> str:
    """SHA-256 of what a line stands for, in hex."""
    return hashlib.sha256(canonical(content)).hexdigest()


def link(before: bytes, line: bytes) -> bytes:
    """The hash of a line that follows the hash ``before``."""
    return hashlib.sha256(before + line).digest()


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold."""

    seq: int
    why: str


def find_break(lines: Iterable[tuple[int, str, bytes]]) -> Break | None:
    """The first (seq, line, hash) that does not follow from the one before; None when all do."""
    before, expected = BEGINNING, 1
    for seq, line, kept in lines:
        if seq != expected:
            return Break(expected, "a line is missing")
        if link(before, line.encode()) != kept:
            return Break(seq, "the line was changed")
        before, expected = kept, expected + 1
    return None


def parse(line: str) -> dict[str, Any]:
    return orjson.loads(line)
