"""How much one expression may ask for. Generous to people, closed to bombs.

Steps are counted where work can grow: in loops, comprehensions, function calls and long lists and strings. Straight
line code is bounded by the length of its text and pays nothing.
"""

from datetime import date, datetime
from typing import Any, Protocol

from engine.feel.errors import OverBudget
from engine.text import Text

MAX_TEXT = 100_000  # characters of one expression
MAX_TOKENS = 20_000  # words, numbers and signs of one expression
MAX_DIGITS = 400  # digits of one number literal
MAX_NESTING = 64  # brackets, ifs, fors … inside one another
MAX_DEPTH = 250  # height of the syntax tree, so long chains such as 1+1+…
MAX_STEPS = 250_000  # per evaluation
MAX_LIST = 100_000  # items
MAX_STRING = 1_000_000  # characters
MAX_CALLS = 60  # functions calling one another


def too_much(zh: str, en: str) -> OverBudget:
    """The error to raise for what is too much."""
    return OverBudget(Text(f"表达式{zh}。", f"The expression {en}."))


class CalendarLike(Protocol):
    """What FEEL asks of a calendar: see engine.running.Calendar."""

    def add_workdays(self, day: Any, n: int, /) -> Any:
        """The n-th working day after ``day`` (before it when n is negative)."""

    def is_workday(self, day: Any, /) -> bool:
        """Whether people work on that day."""

    def today(self, moment: datetime, /) -> date:
        """The date of a moment where the calendar is kept."""


class Env:
    """What an evaluation may know of the world: the moment and the calendar of the case.

    When ``warnings`` is a list, every null that came about by an error adds a Text saying why. When ``hits`` is one,
    every decision table that is asked adds which of its rows applied (engine.dmn.Hit).
    """

    __slots__ = ("calendar", "hits", "now", "warnings")

    def __init__(
        self, now: datetime | None = None, calendar: CalendarLike | None = None, warnings: list[Text] | None = None
    ) -> None:
        self.now = now
        self.calendar = calendar
        self.warnings = warnings
        self.hits: list[Any] | None = None


class Run:
    """One evaluation: its environment and what is left of its budget."""

    __slots__ = ("calls", "env", "steps")

    def __init__(self, env: Env) -> None:
        self.env = env
        self.steps = MAX_STEPS
        self.calls = 0

    def spend(self, steps: int) -> None:
        """Take ``steps`` off the budget. Raises OverBudget."""
        self.steps -= steps
        if self.steps < 0:
            raise too_much("计算步数过多", "takes too many steps")

    def warn(self, zh: str, en: str) -> None:
        """Note why a null came about, if anybody wants to know."""
        if self.env.warnings is not None and len(self.env.warnings) < 1000:
            self.env.warnings.append(Text(zh, en))


def weight(value: Any) -> int:
    """How many items a value holds, those inside of its items too. Raises OverBudget beyond MAX_LIST.

    A value may be small in memory only because its parts are shared; whoever walks through it would see them all.
    """
    if type(value) is not list and type(value) is not dict:
        return 0
    count, stack = 0, [value]
    while stack:
        items = stack.pop()
        count += len(items)
        if count > MAX_LIST:
            raise too_much("产生的数据过大", "makes too large a value")
        for item in items.values() if type(items) is dict else items:
            if type(item) is list or type(item) is dict:
                stack.append(item)
    return count


def check_list(size: int) -> None:
    """Refuse a list of more than MAX_LIST items before it is built."""
    if size > MAX_LIST:
        raise too_much(f"产生的列表超过 {MAX_LIST} 项", f"makes a list of more than {MAX_LIST} items")


def check_string(size: int) -> None:
    """Refuse a string of more than MAX_STRING characters before it is built."""
    if size > MAX_STRING:
        raise too_much(f"产生的文本超过 {MAX_STRING} 字", f"makes a string of more than {MAX_STRING} characters")
