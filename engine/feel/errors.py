"""What FEEL says when it refuses: where in the text, and how to mend it."""

from engine.errors import ExpressionError
from engine.text import Text


class FeelError(ExpressionError):
    """A FEEL text cannot be read, or its evaluation would go beyond its budget.

    ``line`` and ``column`` count from 1 and are 0 when the place is not known; ``mend`` says what to write instead.
    """

    def __init__(self, text: Text, line: int = 0, column: int = 0, mend: Text | None = None) -> None:
        if line:
            text = Text(f"第 {line} 行第 {column} 列：{text.zh}", f"line {line}, column {column}: {text.en}")
        super().__init__(text)
        self.line = line
        self.column = column
        self.mend = mend


class OverBudget(FeelError):
    """The expression asks for more steps, nesting, digits or memory than an expression is given."""


class NoValue(Exception):
    """Inside evaluation only: there is no value here (FEEL null), and why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)


def place(source: str, offset: int) -> tuple[int, int]:
    """Line and column, counted from 1, of an offset in a text."""
    line = source.count("\n", 0, offset) + 1
    return line, offset - (source.rfind("\n", 0, offset) + 1) + 1


def error_at(source: str, offset: int, zh: str, en: str, mend: Text | None = None) -> FeelError:
    """A FeelError that names the place of ``offset`` in ``source``."""
    line, column = place(source, offset)
    return FeelError(Text(zh, en), line, column, mend)
