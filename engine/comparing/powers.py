"""What the process says of the power, its lanes' posts apart: limits, extension, approvals."""

from collections.abc import Iterator

from engine.comparing.changes import Change, changed
from engine.comparing.values import NOTHING, shown
from engine.limits import Limit
from engine.reading.model import Approver, Model, PowerWords
from engine.text import Text

_LIMITS = (
    ("limit", Text("法定时限", "the statutory limit")),
    ("promise", Text("承诺时限", "the promised limit")),
    ("extension", Text("可延长", "the extension")),
)


def power_changes(old: Model, new: Model) -> Iterator[Change]:
    of = Text("本流程", "the flow")
    if old.name != new.name:
        yield changed("name", None, of, Text("名称", "its name"), old.name, new.name)
    if old.power.code != new.power.code:
        yield changed("power", None, of, Text("权力编码", "the power"), shown(old.power.code), shown(new.power.code))
    if old.power.matter != new.power.matter:
        what = Text("办件的说法", "how cases are spoken of")
        yield changed("power", None, of, what, shown(old.power.matter), shown(new.power.matter))
    for attribute, what in _LIMITS:
        before, after = _limit(getattr(old.power, attribute)), _limit(getattr(new.power, attribute))
        if before != after:
            yield changed("limit", None, of, what, before, after)
    for operation in sorted({a.operation for a in (*old.power.approvers, *new.power.approvers)}):
        before, after = _approval(old.power, operation), _approval(new.power, operation)
        if before != after:
            what = Text(f"操作 {operation} 的批准人", f"who approves “{operation}”")
            yield changed("approval", None, of, what, before, after)


def _limit(limit: Limit | None) -> Text:
    return limit.text if limit else NOTHING


def _approval(power: PowerWords, operation: str) -> Text:
    found: Approver | None = power.approver(operation)
    return shown(" ".join(t for t in (found.authority, found.post) if t)) if found else NOTHING
