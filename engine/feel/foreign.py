"""One grammar for the comparisons people write in JUEL, Python, JavaScript and Groovy; it writes FEEL as it reads.

The four agree on names, paths, texts, arithmetic and comparisons, and differ in how they spell them. What is not here
(assignments, lambdas, calls of services …) is refused: a condition is never guessed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from engine.feel.errors import FeelError
from engine.feel.lexer import KEYWORDS
from engine.text import Text

MAX_TEXT = 5_000
MAX_DEPTH = 30
_TOKEN = re.compile(
    r"""\s+|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]))
    |(?P<string>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")
    |(?P<name>(?:bpmn:|vars:|variables:)?[^\W\d]\w*)
    |(?P<op>===|!==|==|!=|<=|>=|=|&&|\|\||\*\*|//|[-+*/%<>!?:.,()\[\]])""",
    re.VERBOSE,
)
_ESCAPES = {"n": "\\n", "r": "\\r", "t": "\\t"}
WORDS = {"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "div": "/", "mod": "%"}
CONSTANTS = {"true": "true", "false": "false", "null": "null", "True": "true", "False": "false", "None": "null",
             "undefined": "null"}  # fmt: skip
PREFIXES = (("this", "environment", "variables"), ("environment", "variables"), ("this", "variables"), ("variables",))
"""What some engines put before the name of a variable."""
CALLS: dict[str, tuple[int, str]] = {
    "abs": (1, "abs({0})"),
    "str": (1, "string({0})"),
    "not": (1, "not({0})"),
    "len": (1, "(if {0} instance of string then string length({0}) else count({0}))"),
}
EMPTY = '(if {0} = null then true else string({0}) in ("", "[]", "{{}}"))'
METHODS: dict[str, tuple[int, str, bool]] = {
    # name: how many arguments, FEEL, whether it is a condition
    "equals": (1, "{0} = {1}", True),
    "equalsIgnoreCase": (1, "lower case({0}) = lower case({1})", True),
    "startsWith": (1, "starts with({0}, {1})", True),
    "startswith": (1, "starts with({0}, {1})", True),
    "endsWith": (1, "ends with({0}, {1})", True),
    "endswith": (1, "ends with({0}, {1})", True),
    "toLowerCase": (0, "lower case({0})", False),
    "lower": (0, "lower case({0})", False),
    "toUpperCase": (0, "upper case({0})", False),
    "upper": (0, "upper case({0})", False),
    "size": (0, "count({0})", False),
    "length": (0, "string length({0})", False),
    "contains": (1, "(if {0} instance of string then contains({0}, {1}) else list contains({0}, {1}))", False),
    "isEmpty": (0, EMPTY, False),
}
TERNARY, OR, AND, NOT, COMPARE, ADD, MULTIPLY, POWER, ATOM = range(9)
COMPARISONS = {"==": "=", "===": "=", "!=": "!=", "!==": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


@dataclass(slots=True)
class Part:
    """A piece of FEEL: its text, how close it binds, and whether it is a bare name or path."""

    text: str
    level: int
    is_name: bool = False

    def at(self, level: int) -> str:
        """The text, in brackets where it binds less closely than ``level``."""
        return self.text if self.level >= level else f"({self.text})"


def refused(zh: str, en: str) -> FeelError:
    """Why a text is not translated."""
    return FeelError(Text(zh, en))


class Foreign:
    """Reads one expression.

    ``equals_once``: ``=`` compares, as in XPath, and does not assign. ``from_zero``: rounds are counted so, as in JUEL.
    """

    def __init__(self, text: str, equals_once: bool = False, from_zero: bool = False) -> None:
        self.from_zero = from_zero
        self.comparisons = COMPARISONS | ({"=": "="} if equals_once else {})
        self.tokens = _tokens(text)
        self.at = 0
        self.depth = 0

    def whole(self) -> str:
        """The expression in FEEL. Raises FeelError."""
        part = self.ternary()
        if self.at < len(self.tokens) - 1:
            raise refused(f"看不懂“{self.token[1]}”", f"{self.token[1]!r} is not understood here")
        return part.text

    @property
    def token(self) -> tuple[str, str]:
        """The kind and text of the next token."""
        return self.tokens[self.at]

    def accept(self, *texts: str) -> str:
        """Read the next token if it is one of these; "" otherwise."""
        kind, text = self.token
        if kind in ("op", "name") and text in texts:
            self.at += 1
            return text
        return ""

    def expect(self, text: str) -> None:
        """Read this sign. Raises FeelError."""
        if not self.accept(text):
            raise refused(f"此处应为“{text}”", f"{text!r} is expected where {self.token[1]!r} stands")

    def ternary(self) -> Part:
        """``c ? a : b`` and ``a if c else b``."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise refused("嵌套过深", "it is nested too deeply")
        first = self.binary(OR)
        if self.accept("?"):
            yes = self.ternary()
            self.expect(":")
            no = self.ternary()
            first = Part(f"if {first.text} then {yes.text} else {no.text}", TERNARY)
        elif self.accept("if"):
            condition = self.binary(OR)
            self.expect("else")
            first = Part(f"if {condition.text} then {first.text} else {self.ternary().text}", TERNARY)
        self.depth -= 1
        return first

    def binary(self, level: int) -> Part:
        """Everything between two operands, by level."""
        if level == NOT:
            return self.negation()
        if level == COMPARE:
            return self.comparison()
        if level == ATOM:
            return self.postfix()
        left = self.binary(level + 1)
        while True:
            sign = self.accept(*_SIGNS[level])
            if not sign:
                return left
            left = _joined(sign, level, left, self.binary(level + 1))

    def negation(self) -> Part:
        """``!a``, ``not a``: true when ``a`` is false or missing, as in those languages."""
        if not self.accept("!", "not"):
            return self.comparison()
        value = self._deeper(self.negation)
        if value.is_name:
            return Part(f"{value.text} != true", COMPARE)
        return Part(f"not({value.text})", ATOM)

    def _deeper(self, read: Callable[[], Part]) -> Part:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise refused("嵌套过深", "it is nested too deeply")
        part = read()
        self.depth -= 1
        return part

    def comparison(self) -> Part:
        """``a == b``, ``a in [b]``, ``empty a``; Python's chains ``a < b < c`` are refused."""
        if self.token == ("name", "empty"):
            self.at += 1
            return Part(EMPTY.format(self.postfix().at(ATOM)), ATOM)
        left = self.binary(ADD)
        sign = self.accept(*self.comparisons)
        if sign:
            return Part(f"{left.at(ADD)} {self.comparisons[sign]} {self._compared().at(ADD)}", COMPARE)
        if self.accept("in"):
            return Part(f"{left.at(ADD)} in {self.binary(ADD).at(ATOM)}", COMPARE)
        if self.token == ("name", "not") and self.tokens[self.at + 1][1] == "in":
            self.at += 2
            return Part(f"not({left.at(ADD)} in {self.binary(ADD).at(ATOM)})", ATOM)
        if self.accept("is"):
            negative = bool(self.accept("not"))
            return Part(f"{left.at(ADD)} {'!=' if negative else '='} {self.binary(ADD).at(ADD)}", COMPARE)
        return left

    def _compared(self) -> Part:
        if self.accept("!"):
            raise refused("比较的右边不应有“!”", "'!' cannot stand to the right of a comparison")
        right = self.binary(ADD)
        if self.token[1] in COMPARISONS:
            raise refused("不支持连续比较", "chained comparisons are not translated")
        return right

    def postfix(self) -> Part:
        """A value with its paths, calls and indexes."""
        if self.accept("-"):
            return Part(f"-{self._deeper(self.postfix).at(ATOM)}", ATOM)
        part = self.atom()
        while True:
            if self.accept("."):
                part = self._member(part)
            elif self.accept("["):
                part = self._index(part)
            else:
                return part

    def _member(self, owner: Part) -> Part:
        kind, name = self.token
        if kind != "name":
            raise refused(f"看不懂“{name}”", f"{name!r} is not understood here")
        self.at += 1
        if not self.accept("("):
            return Part(f"{owner.at(ATOM)}.{name}", ATOM, owner.is_name)
        args = self._arguments()
        if name == "getVariable" and owner.text == "execution" and len(args) == 1 and args[0].text[0] == '"':
            return _variable(args[0].text[1:-1])
        if name == "get" and len(args) == 1 and args[0].text[0] == '"':
            return Part(f"get value({owner.text}, {args[0].text})", ATOM, owner.is_name)
        if name == "get" and len(args) == 1 and args[0].text.isdecimal():
            return Part(f"{owner.at(ATOM)}[{int(args[0].text) + 1}]", ATOM, owner.is_name)
        count, form, is_condition = METHODS.get(name, (-1, "", False))
        if count != len(args):
            raise refused(f"不支持调用“{name}”", f"the call of {name!r} is not translated")
        texts = [part.at(ADD if is_condition else TERNARY) for part in (owner, *args)]
        return Part(form.format(*texts), COMPARE if " = " in form else ATOM)

    def _index(self, owner: Part) -> Part:
        kind, text = self.token
        self.at += 1
        self.expect("]")
        if kind == "number" and text.isdecimal() and len(text) < 9:
            return Part(f"{owner.at(ATOM)}[{int(text) + 1}]", ATOM, owner.is_name)
        if kind == "string":
            return Part(f"get value({owner.text}, {_string(text)})", ATOM, owner.is_name)
        raise refused("方括号中只支持数字或文本", "only a number or a text is understood in brackets")

    def atom(self) -> Part:
        """Literals, names, calls, lists, brackets."""
        kind, text = self.token
        self.at += kind != "end"
        if kind == "number":
            return Part(text, ATOM)
        if kind == "string":
            return Part(_string(text), ATOM)
        if kind == "name":
            return self._named(text)
        if text == "(":
            part = self.ternary()
            if self.accept(","):
                raise refused("不支持元组", "tuples are not translated")
            self.expect(")")
            return part  # brackets are written again where FEEL needs them
        if text == "[":
            items = self._arguments("]")
            return Part(f"[{', '.join(item.text for item in items)}]", ATOM)
        raise refused(
            "表达式不完整" if kind == "end" else f"看不懂“{text}”", f"{text or 'the end'!r} is not understood here"
        )

    def _arguments(self, end: str = ")") -> list[Part]:
        items: list[Part] = []
        if self.accept(end):
            return items
        while True:
            items.append(self.ternary())
            if not self.accept(","):
                break
        self.expect(end)
        return items

    def _named(self, name: str) -> Part:
        if name in CONSTANTS and not self._calls():
            return Part(CONSTANTS[name], ATOM)
        if self._calls():
            self.at += 1
            return _called(name, self._arguments())
        for prefix in PREFIXES:
            length = len(prefix) * 2
            ahead = [text for _, text in self.tokens[self.at - 1 : self.at - 1 + length]]
            if ahead == [part for word in prefix for part in (word, ".")]:
                self.at += length - 1
                kind, name = self.token
                if kind != "name":
                    raise refused("缺少变量名", "the name of a variable is missing")
                self.at += 1
                break
        if name == "loopCounter" and self.from_zero:
            return Part("loopCounter - 1", ADD)
        return _variable(name)

    def _calls(self) -> bool:
        return self.token == ("op", "(")


def _joined(sign: str, level: int, left: Part, right: Part) -> Part:
    if sign in ("%", "mod"):
        return Part(f"modulo({left.text}, {right.text})", ATOM)
    if sign == "//":
        return Part(f"floor({left.at(MULTIPLY)} / {right.at(POWER)})", ATOM)
    feel = {"&&": "and", "||": "or", "div": "/"}.get(sign, sign)
    return Part(f"{left.at(level)} {feel} {right.at(level + 1)}", level)


_SIGNS: dict[int, tuple[str, ...]] = {
    OR: ("||", "or"),
    AND: ("&&", "and"),
    ADD: ("+", "-"),
    MULTIPLY: ("*", "/", "%", "//", "div", "mod"),
    POWER: ("**",),
}


def _variable(name: str) -> Part:
    if name in KEYWORDS or name == "this" or not name.isidentifier():
        raise refused(f"“{name}”不能作为名称", f"{name!r} cannot be a name")
    return Part(name, ATOM, True)


def _called(name: str, args: list[Part]) -> Part:
    if name in ("bpmn:getDataObject", "vars:get", "variables:get") and len(args) == 1 and args[0].text[0] == '"':
        return _variable(args[0].text[1:-1])
    if name in ("vars:equals", "variables:equals") and len(args) == 2:
        return Part(f"{args[0].text} = {args[1].at(ADD)}", COMPARE)
    if name in ("min", "max", "sum") and args:
        return Part(f"{name}({', '.join(a.text for a in args)})", ATOM)
    count, form = CALLS.get(name, (-1, ""))
    if count != len(args):
        raise refused(f"不支持调用“{name}”", f"the call of {name!r} is not translated")
    return Part(form.format(*(a.text for a in args)), ATOM)


def _tokens(text: str) -> list[tuple[str, str]]:
    if len(text) > MAX_TEXT:
        raise refused("表达式过长", "the expression is too long")
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise refused(f"看不懂“{text[at]}”", f"{text[at]!r} is not understood")
        kind, word = match.lastgroup, match.group()
        if kind is not None:
            sign = WORDS.get(word) if kind == "name" else None
            tokens.append(("op", sign) if sign else (kind, word))
        at = match.end()
    return [*tokens, ("end", "")]


def _string(text: str) -> str:
    def escape(match: re.Match[str]) -> str:
        c = match.group(1)
        return _ESCAPES.get(c, {"\\": "\\\\", '"': '"', "'": "'"}.get(c, "\\\\" + c))

    inner = re.sub(r"\\(.)", escape, text[1:-1])
    return '"' + inner.replace('"', '\\"') + '"'
