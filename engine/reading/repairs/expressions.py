"""Expressions of other engines, in FEEL."""

from datetime import UTC, datetime

from engine.errors import EngineError
from engine.feel import Env, compile_feel
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
            compile_feel(source.removeprefix("=").strip(), names=(*RESERVED, *book.names))
            return source.removeprefix("=").strip()
        except EngineError as error:
            if dialect == "feel":
                raise NoFeel(error.text) from None
    try:
        return translate(source, dialect)[0]
    except EngineError as error:
        raise NoFeel(error.text) from None


def gives_nothing(feel: str) -> Text | None:
    """Why a constant expression cannot be worked out (``10**10**8``); None where it can, or reads names."""
    try:
        compiled = compile_feel(feel)
        if not compiled.names:
            compiled({}, _ENV)
    except EngineError as error:
        return error.text
    return None


def is_foreign(text: str) -> bool:
    """Whether a text outside conditions is an expression of another engine."""
    return text.strip().startswith(("${", "#{"))
