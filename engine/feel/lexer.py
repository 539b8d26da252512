"""FEEL text -> tokens (DMN 1.5, 10.3.1.2, grammar rules 27 to 38 and 60 to 63)."""

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.feel.budget import MAX_DIGITS, MAX_TEXT, MAX_TOKENS, too_much
from engine.feel.errors import error_at
from engine.text import Text

KEYWORDS = frozenset(
    [
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "between",
        "function",
        "true",
        "false",
        "null",
        "instance",
    ]
)

_SPACE = "[\\s\u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+"
_TOKEN = re.compile(
    rf"""(?P<space>(?:{_SPACE}|//[^\n]*|/\*.*?\*/)+)
    |(?P<unclosed>/\*)
    |(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<name>(?:[^\W\d]|[?\U00010000-\U000EFFFF\u200c\u200d])
              (?:\w|[?\u00b7\u203f\u2040\ufe0f\u200c\u200d\U00010000-\U000EFFFF])*)
    |(?P<op>\*\*|\.\.|!=|<=|>=|->|[-+*/=<>()\[\]{{}},:.@'])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:([nrt\"'\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6}))")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_WIDE = {
    "（": "(", "）": ")", "，": ",", "：": ":", "＝": "=", "＞": ">", "＜": "<", "≥": ">=", "≤": "<=", "≠": "!=",
    "“": '"', "”": '"', "【": "[", "】": "]", "＋": "+", "－": "-", "×": "*", "÷": "/", "；": ",", "。": ".",
    "&": "and", "|": "or", "!": "not(…)", "%": "/ 100", "；;": ",",
}  # fmt: skip


@dataclass(slots=True)
class Token:
    """One word of a text. ``kind``: number, string, name, op, end. ``text`` of a string is its value."""

    kind: str
    text: str
    at: int
    end: int


def tokens_of(source: str) -> list[Token]:
    """All tokens, the last of kind "end". Raises FeelError at the first character that begins none."""
    if len(source) > MAX_TEXT:
        raise too_much(f"长于 {MAX_TEXT} 字", f"is longer than {MAX_TEXT} characters")
    tokens: list[Token] = []
    at = 0
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None:
            raise _no_token(source, at)
        kind, text = match.lastgroup or "", match.group()
        if kind == "unclosed":
            raise error_at(source, at, "注释没有结尾。", "The comment has no end.", Text("加上 */。", "Add */."))
        if kind == "number" and len(text) > MAX_DIGITS:
            raise error_at(source, at, f"数字多于 {MAX_DIGITS} 位。", f"The number has more than {MAX_DIGITS} digits.")
        if kind != "space":
            tokens.append(Token(kind, _unescape(text[1:-1]) if kind == "string" else text, at, match.end()))
            if len(tokens) > MAX_TOKENS:
                raise too_much(f"多于 {MAX_TOKENS} 个词", f"has more than {MAX_TOKENS} words")
        at = match.end()
    tokens.append(Token("end", "", at, at))
    return tokens


def _no_token(source: str, at: int) -> Exception:
    char = source[at]
    if char == '"':
        return error_at(source, at, "文本缺少结尾的引号。", "The string has no closing quote.",
                        Text('在文本末尾加上 "。', 'Add " at its end.'))  # fmt: skip
    better = _WIDE.get(char)
    mend = Text(f"写作 {better}", f"Write {better}") if better else None
    return error_at(source, at, f"不认识的字符“{char}”。", f"Unknown character {char!r}.", mend)


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(lambda m: _PLAIN[m[1]] if m[1] else _character(int(m[2] or m[3], 16)), text)
    # Two \u escapes may be the halves of one character.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(code: int) -> str:
    return chr(code) if code <= 0x10FFFF else "\ufffd"


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """A name as the texts of its tokens; empty when it could not be read as one."""
    words, at = [], 0
    while at < len(name):
        match = _TOKEN.match(name, at)
        if match is None or match.lastgroup == "string":
            return ()
        if match.lastgroup != "space":
            words.append(match.group())
        at = match.end()
    return tuple(words)


def plain_name(name: str) -> str:
    """A name with its white space made single."""
    return " ".join(name.split())
