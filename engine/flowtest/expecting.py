"""What a scenario expects: each word of ``expect`` and how a case is looked at for it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from engine.flowtest.playing import FlowCase
from engine.flowtest.scenario import Unmet
from engine.running.reckoning import Reckoning, light_of
from engine.text import Text


def _same(zh: str, en: str, look: Callable[[FlowCase], Any]) -> Callable[[FlowCase, Any], None]:
    def check(case: FlowCase, wanted: Any) -> None:
        found = look(case)
        if found != wanted:
            unmet(zh, en, wanted, found)

    return check


def _of_tasks(zh: str, en: str, look: Callable[[FlowCase, str], Any]) -> Callable[[FlowCase, Any], None]:
    def check(case: FlowCase, wanted: Any) -> None:
        for step, value in dict(wanted).items():
            found = look(case, str(step))
            if found != value:
                unmet(f"{step}的{zh}", f"{en} of {step}", value, found)

    return check


def last_day(case: FlowCase, step: str) -> date | None:
    """The last day of an open step."""
    due_at = case.task(step).due_at
    return due_at and case.flow.calendar.today(due_at - timedelta(microseconds=1))


def _passed(wanted: bool) -> Callable[[FlowCase, Any], None]:
    def check(case: FlowCase, steps: Any) -> None:
        for step in steps if isinstance(steps, list) else [steps]:
            if case.passed(str(step)) is not wanted:
                said = Text("应当经过", "passed") if wanted else Text("不应当经过", "not passed")
                raise Unmet(Text(f"{said.zh} {step}", f"{step} should be {said.en}"))

    return check


def _values(case: FlowCase, wanted: Any) -> None:
    for name, value in dict(wanted).items():
        found = case.value(str(name))
        if not _equal(found, value):
            unmet(f"{name} 的值", f"value of {name}", value, found)


def _equal(found: Any, wanted: Any) -> bool:
    """A text may be written without quotes: ``13900001234``."""
    return bool(_plain(found) == (str(wanted) if isinstance(found, str) and wanted is not None else _plain(wanted)))


def _plain(value: Any) -> Any:
    """Values as they compare with what YAML writes."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value))
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    return value if isinstance(value, date) and not isinstance(value, datetime) else str(value)


def _deadline(reckoning: Reckoning | None) -> date | None:
    return reckoning.deadline if reckoning else None


def _reckoning(case: FlowCase) -> Reckoning | None:
    """By the statutory limit, or by the promise where the law sets none."""
    return case.limits.statutory or case.limits.promised


def _used(case: FlowCase) -> int | None:
    reckoning = _reckoning(case)
    return reckoning.used if reckoning else None


def _excluded(case: FlowCase, wanted: Any) -> None:
    """``excluded: 3``, how many days did not count; or the days themselves."""
    reckoning = _reckoning(case)
    days = [day.date for day in reckoning.days if day.kind == "excluded"] if reckoning else []
    found: Any = days if isinstance(wanted, list) else len(days)
    if found != wanted:
        unmet("不计入的日子", "days that do not count", wanted, found)


def _last(case: FlowCase, step: str) -> Any:
    """The record of the step when it was last done."""
    return next((e for e in reversed(case.done) if step in (e.name.zh, e.name.en, e.element_id)), None)


def _of_log(zh: str, en: str, part: str) -> Callable[[FlowCase, Any], None]:
    return _of_tasks(zh, en, lambda case, step: getattr(_last(case, step), part, None))


def _light(case: FlowCase, step: str) -> str:
    task = case.task(step)
    return light_of(task.due_at, task.warn_at, case.now)


def unmet(zh: str, en: str, wanted: Any, found: Any) -> None:
    raise Unmet(
        Text(f"{zh}应为 {_said(wanted)}，实为 {_said(found)}", f"{en}: {_said(wanted)} expected, {_said(found)} found")
    )


def _said(value: Any) -> str:
    if isinstance(value, list | tuple | set):
        return "[" + ", ".join(map(_said, value)) + "]"
    return "—" if value is None else str(value)


LOOKED: dict[str, Callable[[FlowCase, Any], None]] = {
    "open": lambda case, wanted: _same("待办", "open", lambda c: sorted(c.open))(case, sorted(map(str, wanted or []))),
    "ended": _same("结果", "end", lambda case: case.ended),
    "passed": _passed(True),
    "not_passed": _passed(False),
    "values": _values,
    "due": _of_tasks("最后一日", "last day", last_day),
    "light": _of_tasks("灯", "light", _light),
    "post": _of_tasks("岗位", "post", lambda case, step: case.task(step).post),
    "authority": _of_tasks("实施主体", "authority", lambda case, step: case.task(step).authority),
    "used": _same("已用的日数", "days used", _used),
    "excluded": _excluded,
    "did": lambda case, wanted: _same("办过的环节", "steps done", lambda c: [e.name.zh for e in c.done])(
        case, [str(step) for step in wanted]
    ),
    "by": _of_log("办理人", "who did it", "by"),
    "opinion": _of_log("意见", "opinion", "opinion"),
    "rows": _of_tasks("命中的行", "rows that applied", lambda case, table: list(case.rows(table))),
    "started_on": _same("开始计时的日子", "counting began", lambda case: case.limits.started_on),
    "promised": _same("承诺的最后一日", "promised last day", lambda case: _deadline(case.limits.promised)),
    "statutory": _same("法定的最后一日", "statutory last day", lambda case: _deadline(case.limits.statutory)),
    "messages": lambda case, wanted: _same("可以办的事", "messages", lambda c: sorted(c.messages))(
        case, sorted(wanted)
    ),
}
