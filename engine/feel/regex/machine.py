"""Runs a program over a text: depth first, in the order of preference, never twice in the same state.

A state is a place in the program and one in the text, so the work is at most their product. For loops whose rounds may
take nothing it is also where the rounds began, with back references also what was captured; the budget bounds those.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.feel.budget import Run
from engine.feel.errors import NoValue
from engine.feel.regex.parser import (
    BACK,
    CHAR,
    END,
    JUMP,
    LINE_END,
    LINE_START,
    MATCH,
    PROGRESS,
    SAVE,
    SPLIT,
    START,
    Instruction,
    Parser,
)

MAX_PATTERN = 1_000
FLAGS = frozenset("smixq")
Captures = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern matched: ``spans[2n]`` to ``spans[2n + 1]`` is group n, -1 when it took no part."""

    text: str
    spans: Captures

    @property
    def start(self) -> int:
        """Where the whole match begins."""
        return self.spans[0]

    @property
    def end(self) -> int:
        """Where the whole match ends."""
        return self.spans[1]

    def group(self, number: int) -> str:
        """What a group matched, "" when it took no part."""
        start, end = self.spans[2 * number], self.spans[2 * number + 1]
        return self.text[start:end] if start >= 0 <= end else ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled regular expression."""

    code: tuple[Instruction, ...]
    groups: int
    registers: int
    refers_back: bool
    ignores_case: bool

    def search(self, run: Run, text: str, start: int = 0) -> Match | None:
        """The first match that begins at ``start`` or later."""
        seen: set[Any] = set()
        for begin in range(start, len(text) + 1):
            spans = self._match_at(run, text, begin, seen)
            if spans is not None:
                return Match(text, spans)
        return None

    def find_all(self, run: Run, text: str) -> Iterator[Match]:
        """All matches one after another. The pattern must not match the empty string."""
        at = 0
        while at <= len(text):
            match = self.search(run, text, at)
            if match is None:
                return
            yield match
            at = match.end

    def _match_at(self, run: Run, text: str, begin: int, seen: set[Any]) -> Captures | None:
        code, size, width = self.code, len(text), len(text) + 1
        first_register = 2 * self.groups + 2
        stack: list[tuple[int, int, Captures]] = [(0, begin, (-1,) * (2 * self.groups + 2 + self.registers))]
        steps = 0
        while stack:
            pc, at, spans = stack.pop()
            while True:
                steps += 1
                if not steps % 256:
                    run.spend(128)
                what, argument, number = code[pc]
                if what == CHAR:
                    if at < size and argument(text[at]):  # type: ignore[operator]
                        pc, at = pc + 1, at + 1
                        continue
                    break
                if what == SPLIT:
                    if self.refers_back:
                        state: Any = (pc, at, spans)
                    else:
                        state = (pc, at, spans[first_register:]) if self.registers else pc * width + at
                    if state in seen:
                        break
                    seen.add(state)
                    stack.append((pc + number, at, spans))
                    pc += argument  # type: ignore[operator]
                elif what == SAVE:
                    spans = (*spans[:number], at, *spans[number + 1 :])
                    pc += 1
                elif what == JUMP:
                    pc += argument  # type: ignore[operator]
                elif what == PROGRESS:
                    pc += argument if spans[number] == at else 1  # type: ignore[operator]
                elif what == MATCH:
                    run.spend(steps % 256 // 2)
                    return spans
                else:
                    moved = self._assert(what, number, text, at, spans)
                    if moved is None:
                        break
                    pc, at = pc + 1, moved
        run.spend(steps % 256 // 2)
        return None

    def _assert(self, what: int, number: int, text: str, at: int, spans: Captures) -> int | None:
        """Where an anchor or a back reference leads, or None."""
        if what == BACK:
            again = text[spans[2 * number] : spans[2 * number + 1]] if spans[2 * number + 1] >= 0 else ""
            here = text[at : at + len(again)]
            same = here == again or (self.ignores_case and here.lower() == again.lower())
            return at + len(again) if same else None
        return at if _HOLDS[what](text, at) else None


_HOLDS: dict[int, Callable[[str, int], bool]] = {
    START: lambda text, at: at == 0,
    END: lambda text, at: at == len(text),
    LINE_START: lambda text, at: at == 0 or (text[at - 1] == "\n" and at < len(text)),
    LINE_END: lambda text, at: at == len(text) or text[at] == "\n",
}


def compile_pattern(pattern: str, flags: str = "") -> Pattern:
    """The compiled pattern. Raises NoValue when it or its flags are wrong."""
    if len(pattern) > MAX_PATTERN:
        raise NoValue("正则表达式过长", "the regular expression is too long")
    if not FLAGS.issuperset(flags):
        raise NoValue("正则表达式的标志有误", "the flags of the regular expression are wrong")
    return _compile(pattern, "".join(sorted(set(flags))))


@lru_cache(maxsize=256)
def _compile(pattern: str, flags: str) -> Pattern:
    parser = Parser(pattern, flags)
    code = tuple(parser.program())
    return Pattern(code, parser.groups, parser.registers, parser.refers_back, "i" in flags)
