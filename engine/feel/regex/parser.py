"""Pattern text -> program. The grammar is that of XML Schema with XPath's additions: ^ $ reluctant, (?:…) and \\1."""

from engine.feel.errors import NoValue
from engine.feel.regex.classes import ESCAPED, SINGLE, CharTest, in_category, negated

MAX_PROGRAM = 5_000
MAX_DEPTH = 30
CHAR, SPLIT, JUMP, SAVE, START, END, BACK, MATCH = range(8)
LINE_START, LINE_END, PROGRESS = 8, 9, 10

Instruction = tuple[int, object, int]  # what, its test or first target, its number or second target


def bad_pattern() -> NoValue:
    """The error for what is no regular expression."""
    return NoValue("正则表达式有误", "the regular expression is wrong")


def _may_be_empty(code: list[Instruction]) -> bool:
    """Whether there is a way through the instructions that takes no character."""
    seen, stack = set(), [0]
    while stack:
        pc = stack.pop()
        if pc >= len(code):
            return True
        if pc in seen:
            continue
        seen.add(pc)
        what, first, second = code[pc]
        if what == CHAR:
            continue
        if what in (SPLIT, JUMP):
            assert isinstance(first, int)
            stack.append(pc + first)
        if what == SPLIT:
            stack.append(pc + second)
        elif what != JUMP:
            stack.append(pc + 1)
    return False


class Parser:
    """Reads one pattern."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.text = pattern
        self.flags = flags
        self.at = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.depth = 0
        self.refers_back = False
        self.registers = 0

    def program(self) -> list[Instruction]:
        """The whole program. Raises NoValue when the pattern is wrong."""
        if "q" in self.flags:
            code = [self._char(c) for c in self.text]
        else:
            code = self._choice()
            if self.at < len(self.text):
                raise bad_pattern()
        # Registers of loops come after the groups, whose number is known only now.
        base = 2 * self.groups + 1
        code = [
            (what, x, base - number if number < 0 and what in (SAVE, PROGRESS) else number) for what, x, number in code
        ]
        return [(SAVE, None, 0), *code, (SAVE, None, 1), (MATCH, None, 0)]

    def _peek(self) -> str:
        if "x" in self.flags:
            while self.at < len(self.text) and self.text[self.at] in " \t\n\r":
                self.at += 1
        return self.text[self.at] if self.at < len(self.text) else ""

    def _take(self) -> str:
        c = self._peek()
        if not c:
            raise bad_pattern()
        self.at += 1
        return c

    def _grown(self, code: list[Instruction]) -> list[Instruction]:
        if len(code) > MAX_PROGRAM:
            raise NoValue("正则表达式过大", "the regular expression is too large")
        return code

    def _choice(self) -> list[Instruction]:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise bad_pattern()
        branches = [self._branch()]
        while self._peek() == "|":
            self.at += 1
            branches.append(self._branch())
        self.depth -= 1
        code = branches.pop()
        while branches:
            first = branches.pop()
            # Targets are relative; SPLIT prefers its first one.
            code = [(SPLIT, 1, len(first) + 2), *first, (JUMP, len(code) + 1, 0), *code]
        return self._grown(code)

    def _branch(self) -> list[Instruction]:
        code: list[Instruction] = []
        while (c := self._peek()) and c not in "|)":
            code += self._piece()
            self._grown(code)
        return code

    def _piece(self) -> list[Instruction]:
        atom, anchors = self._atom()
        c = self._peek()
        if not c or c not in "*+?{":
            return atom
        if anchors:
            raise bad_pattern()
        low, high = self._counts()
        reluctant = self._peek() == "?"
        if reluctant:
            self.at += 1
        if self._peek() and self._peek() in "*+?{":
            raise bad_pattern()
        return self._repeated(atom, low, high, reluctant)

    def _counts(self) -> tuple[int, int | None]:
        c = self._take()
        if c != "{":
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[c]
        end = self.text.find("}", self.at)
        if end < 0:
            raise bad_pattern()
        low, comma, high = self.text[self.at : end].partition(",")
        self.at = end + 1
        if not low.isdecimal() or (high and not high.isdecimal()) or len(low) > 6 or len(high) > 6:
            raise bad_pattern()
        if not comma:
            return int(low), int(low)
        if high and int(high) < int(low):
            raise bad_pattern()
        return int(low), int(high) if high else None

    def _repeated(self, atom: list[Instruction], low: int, high: int | None, reluctant: bool) -> list[Instruction]:
        if (len(atom) + 1) * max(low, high or 0) > MAX_PROGRAM:
            raise NoValue("正则表达式过大", "the regular expression is too large")
        code = atom * low

        def split(inside: int, outside: int) -> Instruction:
            return (SPLIT, outside, inside) if reluctant else (SPLIT, inside, outside)

        if high is None:
            if not _may_be_empty(atom):
                return [*code, split(1, len(atom) + 2), *atom, (JUMP, -len(atom) - 1, 0)]
            # A round that took nothing ends the loop.
            self.registers += 1
            register = -self.registers
            body = [(SAVE, None, register), *atom, (PROGRESS, 2, register)]
            return [*code, split(1, len(body) + 2), *body, (JUMP, -len(body) - 1, 0)]
        for left in range(high - low, 0, -1):
            code += [split(1, left * (len(atom) + 1)), *atom]
        return code

    def _atom(self) -> tuple[list[Instruction], bool]:
        c = self._take()
        multiline = "m" in self.flags
        if c == "^":
            return [(LINE_START if multiline else START, None, 0)], True
        if c == "$":
            return [(LINE_END if multiline else END, None, 0)], True
        if c == "(":
            return self._group(), False
        if c == "[":
            return [(CHAR, self._any_case(self._class()), 0)], False
        if c == ".":
            dot: CharTest = (lambda c: True) if "s" in self.flags else (lambda c: c not in "\n\r")
            return [(CHAR, dot, 0)], False
        if c == "\\":
            return self._escape(), False
        if c in "*+?{}])":
            raise bad_pattern()
        return [self._char(c)], False

    def _group(self) -> list[Instruction]:
        if self.text.startswith("?:", self.at):
            self.at += 2
            code = self._choice()
            self._close()
            return code
        self.groups += 1
        number = self.groups
        code = self._choice()
        self._close()
        self.closed.add(number)
        return [(SAVE, None, 2 * number), *code, (SAVE, None, 2 * number + 1)]

    def _close(self) -> None:
        if self._take() != ")":
            raise bad_pattern()

    def _escape(self) -> list[Instruction]:
        c = self._raw()
        if c.isdecimal() and c != "0":
            number = int(c)
            following = self.text[self.at : self.at + 1]
            if following.isdecimal() and int(c + following) in self.closed:
                self.at += 1
                number = int(c + following)
            if number not in self.closed:
                raise bad_pattern()
            self.refers_back = True
            return [(BACK, None, number)]
        if c in SINGLE:
            return [self._char(SINGLE[c])]
        return [(CHAR, self._set_escape(c), 0)]

    def _raw(self) -> str:
        if self.at >= len(self.text):
            raise bad_pattern()
        self.at += 1
        return self.text[self.at - 1]

    def _set_escape(self, c: str) -> CharTest:
        if c in ESCAPED:
            return ESCAPED[c]
        if c in "pP":
            end = self.text.find("}", self.at)
            if self._raw() != "{" or end < 0:
                raise bad_pattern()
            test = in_category(self.text[self.at : end])
            self.at = end + 1
            if test is None:
                raise bad_pattern()
            return test if c == "p" else negated(test)
        raise bad_pattern()

    def _char(self, char: str) -> Instruction:
        if "i" in self.flags:
            cases = frozenset((char, char.lower(), char.upper()))
            return (CHAR, cases.__contains__, 0)
        return (CHAR, char.__eq__, 0)

    def _any_case(self, test: CharTest) -> CharTest:
        if "i" not in self.flags:
            return test
        return lambda c: test(c) or any(test(v) for v in (c.lower(), c.upper()) if len(v) == 1)

    def _class(self) -> CharTest:
        """What stands between [ and ], with ranges, escapes and a subtracted class."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise bad_pattern()
        inverse = self._peek() == "^"
        if inverse:
            self.at += 1
        single: set[str] = set()
        ranges: list[tuple[str, str]] = []
        sets: list[CharTest] = []
        less: CharTest | None = None
        while True:
            c = self._take()
            if c == "]":
                break
            if c == "-" and self._peek() == "[":
                self.at += 1
                less = self._class()
                if self._take() != "]":
                    raise bad_pattern()
                break
            self._class_part(c, single, ranges, sets)
        self.depth -= 1
        if not (single or ranges or sets):
            raise bad_pattern()
        chars = frozenset(single)

        def test(c: str) -> bool:
            found = c in chars or any(a <= c <= b for a, b in ranges) or any(s(c) for s in sets)
            return found is not inverse and (less is None or not less(c))

        return test

    def _class_part(self, c: str, single: set[str], ranges: list[tuple[str, str]], sets: list[CharTest]) -> None:
        if c == "[":
            raise bad_pattern()
        if c == "\\":
            escaped = self._raw()
            if escaped not in SINGLE:
                sets.append(self._set_escape(escaped))
                return
            c = SINGLE[escaped]
        if self._peek() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", "[", ""):
            self.at += 1
            last = self._take()
            if last == "\\":
                last = SINGLE.get(self._raw(), "")
            if not last or last < c:
                raise bad_pattern()
            ranges.append((c, last))
            return
        single.add(c)
