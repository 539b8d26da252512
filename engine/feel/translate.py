"""Conditions of foreign models -> FEEL: JUEL ``${…}``, Python style, JavaScript, Groovy.

What is not understood is refused with a reason, never guessed.
"""

import re

from engine.feel.errors import FeelError
from engine.feel.expression import compile_feel
from engine.feel.foreign import Foreign, refused
from engine.feel.otherwise import meant_otherwise
from engine.text import Text

DIALECTS = ("feel", "juel", "python", "javascript", "groovy", "xpath")
_BRACED = re.compile(r"[$#]\{(?P<inside>[^{}]*)\}\s*", re.DOTALL)
_NEXT = re.compile(r"next\s*\(\s*null\s*,(?P<inside>.*)\)\s*;?\s*", re.DOTALL)
_RETURN = re.compile(r"return\b(?P<inside>[^;]*);?\s*", re.DOTALL)
_SPELLINGS = {
    "": "", "feel": "feel", "juel": "juel", "python": "python", "py": "python", "js": "javascript",
    "javascript": "javascript", "ecmascript": "javascript", "text/javascript": "javascript", "groovy": "groovy",
    "xpath": "xpath",
}  # fmt: skip


def dialect_of(text: str, language: str | None = None) -> str:
    """The dialect a condition is written in, by its form first and then by what its model says; "" when unsaid."""
    if _BRACED.fullmatch(text.strip()):
        return "juel"
    if text.lstrip().startswith("="):
        return "feel"
    said = (language or "").strip().lower()
    if said not in _SPELLINGS and "xpath" in said:
        return "xpath"
    return _SPELLINGS.get(said, "feel" if "feel" in said else "")


def translate(text: str, dialect: str = "") -> tuple[str, Text | None]:
    """The condition in FEEL, and a line for the report when it was changed.

    ``dialect`` is one of DIALECTS; "" tries FEEL first. Raises FeelError saying what is not understood.
    """
    dialect = dialect or dialect_of(text)
    if dialect not in ("", *DIALECTS):
        raise refused(f"不支持语言“{dialect}”", f"the language {dialect!r} is not translated")
    if dialect in ("", "feel"):
        found = _as_feel(text.strip().removeprefix("=").strip())
        if isinstance(found, str) and (dialect or not meant_otherwise(found)):
            return found, None
        if dialect == "feel" and isinstance(found, FeelError):
            raise found
    source = _inside(text.strip(), dialect)
    feel = Foreign(source, equals_once=dialect in ("", "xpath"), from_zero=dialect == "juel").whole()
    compile_feel(feel)
    note = Text(f"条件“{text.strip()}”改写为 {feel}", f"The condition {text.strip()!r} became {feel}")
    return feel, note if feel != text.strip() else None


def _as_feel(text: str) -> str | FeelError:
    try:
        compile_feel(text)
    except FeelError as error:
        return error
    return text


def _inside(text: str, dialect: str) -> str:
    """The expression itself, without what a dialect wraps it in."""
    if dialect == "juel":
        match = _BRACED.fullmatch(text)
        if match is None:
            raise refused("应写作 ${…}", "it should be written ${…}")
        return match["inside"].strip()
    if text.startswith(("$(", "#(")):
        raise refused("以 $( 开头，应写作 ${…}", "it begins with $(; it should be written ${…}")
    if dialect in ("javascript", "groovy"):
        match = _NEXT.fullmatch(text) or _RETURN.fullmatch(text)
        return (match["inside"] if match else text.rstrip("; \n")).strip()
    return text
