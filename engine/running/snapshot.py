"""The control state of a case as a few hundred bytes, and back (design D2)."""

import zlib
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import orjson
from SpiffWorkflow.task import Task

from engine.errors import CaseError
from engine.limits import Limit
from engine.running.reckoning import Pause
from engine.running.scopes import Scope
from engine.text import Text
from engine.values import dump_value, load_value

if TYPE_CHECKING:
    from engine.running.runtime import Runtime

VERSION = 1


def state_of(case: "Runtime") -> str:
    """The state as JSON text; nothing in it is shared with the running case."""
    clock = case.statutory
    return orjson.dumps(
        {
            "v": VERSION,
            "count": case.tokens.count,
            "tokens": [[t.id, t.task_spec.element.id, t.state, t.internal_data] for t in case.tokens.live()],
            "scopes": [
                [s.id, s.container, s.kind, s.parent, s.host, s.data, s.item] for s in case.tokens.scopes.values()
            ],
            "received": case.received_at.isoformat(),
            "status": case.status,
            "ended": case.ended_at,
            "clock": [
                _day(clock.started_on),
                _day(clock.ended_on),
                [[_day(p.first), _day(p.last), p.article, p.element] for p in clock.pauses],
                clock.going_on,
                [str(e) for e in clock.extensions],
                *([True] if clock.promise_lifted else ()),
            ],
            "suspended": case.suspended_at.isoformat() if case.suspended_at else None,
            "kept": case.kept_messages,
            "by": case.book.done_by,
            "supplied": case.supplied,
            **({"votes": case.kept_votes} if case.kept_votes else {}),
        }
    ).decode()


def restore(case: "Runtime", text: str) -> None:
    """Put a stored state into a case that has none yet; raises CaseError where the model lacks an element."""
    state: dict[str, Any] = orjson.loads(text)
    if state.get("v") != VERSION:
        raise CaseError(Text("存储的状态版本不认识。", "The stored state is of an unknown version."))
    tokens = case.tokens
    tokens.count = state["count"]
    tokens.scopes = {fields[0]: Scope(*fields) for fields in state["scopes"]}
    for id, element, value, internal in state["tokens"]:
        if element not in tokens.spec.nodes:
            raise CaseError(Text(f"模型里没有环节 {element}。", f"The model has no element {element}."), element)
        task = Task(tokens, tokens.node(element), tokens.task_tree, state=value, id=id)
        task.internal_data = internal
    case.received_at = datetime.fromisoformat(state["received"])
    case.status, case.ended_at, case.book.done_by = state["status"], state["ended"], state["by"]
    started, ended, pauses, going_on, extensions, *lifted = state["clock"]
    clock = case.statutory
    clock.started_on, clock.ended_on, clock.going_on = _date(started), _date(ended), going_on
    clock.extensions, clock.promise_lifted = [Limit.parse(e) for e in extensions], bool(lifted)
    case.suspended_at = datetime.fromisoformat(state["suspended"]) if state["suspended"] else None
    case.kept_messages = state["kept"]
    case.kept_votes = state.get("votes", {})
    case.supplied = state.get("supplied", {})
    clock.pauses = [Pause(date.fromisoformat(a), _date(b), article, element) for a, b, article, element in pauses]


def pack(text: str) -> bytes:
    return zlib.compress(text.encode(), 6)


def unpack(blob: bytes) -> str:
    return zlib.decompress(blob).decode()


def pack_whole(case: "Runtime") -> bytes:
    values = {scope: {name: dump_value(v) for name, v in data.items()} for scope, data in case.data.scopes.items()}
    return pack(orjson.dumps([state_of(case), values, case.book.history]).decode())


def unpack_whole(blob: bytes) -> tuple[str, dict[str, dict[str, Any]], list[str]]:
    state, values, history = orjson.loads(unpack(blob))
    return state, {scope: {n: load_value(v) for n, v in data.items()} for scope, data in values.items()}, history


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
