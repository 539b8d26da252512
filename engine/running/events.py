"""How an event finds what waits for it: messages, signals, errors, escalations."""

from collections.abc import Iterator

from SpiffWorkflow.task import Task

from engine.reading.model import Element, Model
from engine.running.scopes import Scope
from engine.running.tokens import WAITING, Tokens, interrupts


def waiting(tokens: Tokens, kind: str, name: str) -> list[Task]:
    """The tokens that wait for a message or signal: the innermost first, then the oldest.

    A signal reaches all of them: those that something interrupts come before what interrupts it.
    """
    found = [t for t in tokens.live() if _hears(t.task_spec.element, kind, name) and is_open(tokens, t)]
    if kind == "signal":
        found.sort(key=interrupts)
    return sorted(found, key=lambda t: -sum(1 for _ in tokens.outward(tokens.scope_of(t))))


def from_outside(tokens: Tokens, kind: str, name: str) -> list[Task]:
    """Those that may be told from outside: a branch flow is started with a reason, never by a message alone."""
    return [t for t in waiting(tokens, kind, name) if not starts_branch(tokens, t.task_spec.element)]


def ever(model: Model, kind: str, name: str) -> Iterator[Element]:
    """What in the model could at some time be told it from outside."""
    waiting = (e for e in model.elements.values() if e.kind not in ("endEvent", "intermediateThrowEvent"))
    return (e for e in waiting if _hears(e, kind, name) and not _starts_branch(model, e))


def starts_branch(tokens: Tokens, element: Element) -> bool:
    return _starts_branch(tokens.model, element)


def _starts_branch(model: Model, element: Element) -> bool:
    handler = model.elements.get(element.parent)
    return element.kind == "startEvent" and handler is not None and handler.branch


def is_open(tokens: Tokens, task: Task) -> bool:
    """Whether an event is waited for, and its ``when`` holds."""
    element: Element = task.task_spec.element
    if task.state != WAITING or element.when is None:
        return bool(task.state == WAITING)
    return tokens.host.evaluate(element.when, tokens.scope_of(task), element) is True


def _hears(element: Element, kind: str, name: str) -> bool:
    return element.reference == name and (
        element.event == kind or (kind == "message" and element.kind == "receiveTask")
    )


def send(tokens: Tokens, kind: str, name: str) -> None:
    """From inside the case: a message goes to one who waits, a signal to all; both are told outside too."""
    tokens.host.sent(kind, name)
    for task in waiting(tokens, kind, name)[: 1 if kind == "message" else None]:
        if task.id in tokens.tasks and task.state == WAITING:
            task.task_spec.fire(task)


def raise_(tokens: Tokens, scope: Scope, source: Element) -> None:
    """An error, an escalation or the cancelling of a transaction goes outward to the first that catches it.

    Of several in one place that is the most specific one. What comes out of an event sub-process is not caught by that
    event sub-process again. An error that nobody catches ends the case; an escalation that nobody catches is told
    outside.
    """
    out_of = None
    for around in list(tokens.outward(scope)):
        listeners = [t for t in tokens.in_scope(around.id) if _listens(t, out_of)]
        host = tokens.tasks.get(around.host)
        out_of = host.task_spec.element.id if host is not None else None
        for catchers in (listeners, tokens.attached(host) if host is not None else []):
            caught = [t for t in catchers if t.task_spec.element.catches(source)]
            if caught:
                best = max(caught, key=lambda t: t.task_spec.element.reference == source.reference)
                best.task_spec.fire(best)
                return
    if source.event == "escalation":
        tokens.host.sent("escalation", source.reference or source.id)
    if source.event == "error":
        tokens.close(next(s for s in tokens.scopes.values() if s.parent is None), completed=True)
        tokens.host.ended(None)


def _listens(task: Task, out_of: str | None) -> bool:
    """Whether a token waits to start an event sub-process, another than the one that something comes out of."""
    return "listener" in task.internal_data and task.task_spec.element.parent != out_of
