"""Expressions of other engines, in FEEL."""

from datetime import UTC, datetime

from engine.errors import EngineError
from engine.feel import Env, compile_feel, meant_otherwise
from engine.feel.translate import dialect_of, translate
from engine.reading.expressions import RESERVED
from engine.reading.repairs.tree import Book
from engine.text import Text

_ENV = Env(now=datetime(2026, 1, 1, tzinfo=UTC), calendar=None)


class NoFeel(Exception):
    """The text cannot be put into FEEL; ``reason`` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


def to_feel(book: Book, text: str, language: str | None = None) -> str:
    """The expression in FEEL; raises NoFeel."""
    source = text.strip()
    dialect = dialect_of(source, language)
    if dialect in ("", "feel"):
        try:
            names, feel = (*RESERVED, *book.names), source.removeprefix("=").strip()
            compile_feel(feel, names=names)
            if dialect or not meant_otherwise(feel, names):
                return feel
        except EngineError as error:
            if dialect == "feel":
                raise NoFeel(error.text) from None
    try:
        return translate(source, dialect)[0]
    except EngineError as error:
        raise NoFeel(error.text) from None


def wrong_constant(feel: str, kind: type) -> Text | None:
    """Why an expression that reads no names is no constant of this kind (``10**10**8 > 0``); None where it is."""
    try:
        compiled = compile_feel(feel)
        if compiled.names or isinstance(value := compiled({}, _ENV), kind):
            return None
    except EngineError as error:
        return error.text
    return Text(f"得出的是 {value}", f"it gives {value}")


def is_foreign(text: str) -> bool:
    """Whether a text outside conditions is an expression of another engine."""
    return text.strip().startswith(("${", "#{"))
