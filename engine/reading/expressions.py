"""Where an expression can stand in a model: FEEL, or a literal where the text has no leading =."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.errors import ExpressionError, Finding
from engine.feel import Expression, compile_feel
from engine.reading.model import Timer
from engine.reading.xml import BPMN, Node, tag
from engine.text import Text

RESERVED = ("received", "accepted", "promise", "statute", "officer")
"""Names every expression can read besides the fields."""

_NUMBER = r"(\d+|\d*[.,]\d+)"
DURATION = re.compile(
    rf"P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?"
    rf"(?:T(?=.)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?"
)
_CYCLE = re.compile(r"R(\d*)/(?:([^P/][^/]*)/)?(P[^/]+)")
LONGEST = timedelta(days=366 * 100)
SHORTEST_CYCLE = timedelta(minutes=1)
MOST_IN_A_MINUTE = 100


class Expressions:
    """Compiles the expressions of one model; what cannot be compiled becomes a finding on its element."""

    def __init__(self, names: tuple[str, ...], findings: list[Finding]) -> None:
        self._names = (*RESERVED, *names)
        self._findings = findings

    def feel(self, text: str | None, element: str) -> Expression | None:
        """A FEEL expression; a leading = is allowed. None for no text, and for one that was refused."""
        source = (text or "").strip().removeprefix("=").strip()
        if not source:
            return None
        try:
            return compile_feel(source, names=self._names)
        except ExpressionError as error:
            self._findings.append(Finding("expression", element, "error", error.text, source=source))
            return None

    def condition(self, node: Node | None, element: str) -> Expression | None:
        if node is None:
            return None
        language = (node.get("language") or "").lower()
        if language and "feel" not in language:
            self.refuse(
                element,
                f"条件的语言 {language} 不能执行",
                f"the condition's language {language} is not executed",
                node.text or "",
            )
            return None
        return self.feel(node.text, element)

    def timer(self, definition: Node, element: str) -> Timer | None:
        for kind, name in (("date", "timeDate"), ("duration", "timeDuration"), ("cycle", "timeCycle")):
            node = definition.find(tag(BPMN, name))
            if node is not None and (node.text or "").strip():
                return self._timer(kind, (node.text or "").strip(), element)
        self.refuse(element, "定时事件没有写时间", "the timer event states no time")
        return None

    def _timer(self, kind: str, source: str, element: str) -> Timer | None:
        if source.startswith("="):
            return Timer(kind, source, self.feel(source, element))
        source = source.strip("\"'")
        try:
            if kind == "cycle":
                read_cycle(source)
            elif kind == "duration":
                read_duration(source)
            else:
                read_moment(source)
        except ValueError:
            self.refuse(element, f"不是可用的时间：{source}", f"is no usable time: {source}", source)
            return None
        return Timer(kind, source, None)

    def refuse(self, element: str, zh: str, en: str, source: str = "") -> None:
        said = Text(f"{element}：{zh}。", f"{element}: {en}.")
        self._findings.append(Finding("expression", element, "error", said, source=source))


def read_duration(text: str) -> tuple[int, timedelta]:
    """Months and the rest of an ISO 8601 duration; ValueError where it is none or longer than a hundred years.

    The last of its numbers may have a fraction.
    """
    found = DURATION.fullmatch(text)
    parts = [part.replace(",", ".") for part in found.groups(default="")] if found else []
    written = [part for part in parts if part]
    if not written or any(len(part) > 9 for part in written) or any("." in part for part in written[:-1]):
        raise ValueError(text)
    years, months, weeks, days, hours, minutes, seconds = (float(part or 0) for part in parts)
    total = int(years) * 12 + int(months)
    rest = timedelta(days=weeks * 7 + days, hours=hours, minutes=minutes, seconds=seconds)
    if rest > LONGEST or total > 1200:
        raise ValueError(text)
    return total, rest


@dataclass(frozen=True, slots=True)
class Cycle:
    """An ISO 8601 repeating interval, ``R3/PT1H`` or ``R3/2026-03-02T09:00/PT1H``. ``times``: None without end.

    With ``start`` it comes at the start the first time, else after the first interval.
    """

    times: int | None
    start: date | datetime | None
    months: int
    rest: timedelta


def read_cycle(text: str) -> Cycle:
    """ValueError where it is none, and where it would keep the platform busy: shorter than a minute, more than a
    hundred times.
    """
    found = _CYCLE.fullmatch(text)
    if not found:
        raise ValueError(text)
    months, rest = read_duration(found[3])
    times = int(found[1]) if found[1] else None
    too_fast = not months and rest < SHORTEST_CYCLE and (times is None or times > MOST_IN_A_MINUTE)
    if times == 0 or too_fast or not (months or rest):
        raise ValueError(text)
    return Cycle(times, read_moment(found[2]) if found[2] else None, months, rest)


def read_moment(text: str) -> date | datetime:
    """An ISO 8601 date, or date and time."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
