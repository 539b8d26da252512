"""Activities done several times: multi-instance in parallel or one after the other, and the standard loop.

So is, once, one that is handed values under names of its own.

The activity's token stays and counts; each round is an item scope with a token of its own. The number of items is
frozen when the activity starts and items are addressed by index.
"""

from bisect import insort
from decimal import Decimal
from typing import Any

from SpiffWorkflow.task import Task

from engine.errors import StepFailed
from engine.running.scopes import Scope
from engine.running.tokens import Tokens
from engine.text import Text

MAX_ITEMS = 1000


def begin(tokens: Tokens, host: Task) -> bool:
    """Start the first round or rounds; always False, as the activity is ready only when they are done."""
    element = host.task_spec.element
    internal = host.internal_data
    internal["done"] = []
    if element.multi is None:
        _start_item(tokens, host, None)
        return False
    if element.multi == "loop":
        if element.loop.maximum == 0 or (element.loop.test_before and not _again(tokens, host, 0)):
            tokens.agenda.append(host)
            return False
        _start_item(tokens, host, 0)
        return False
    items = _items(tokens, host)
    internal["n"] = n = len(items)
    tokens.host.repeats(host, items)
    if len(internal["done"]) == n:
        tokens.agenda.append(host)
    for index in range(n if element.multi == "parallel" else min(n, 1)):
        if host.id in tokens.tasks and index not in internal["done"]:
            _start_item(tokens, host, index, items[index])
    return False


def item_done(tokens: Tokens, host: Task, scope: Scope) -> bool:
    """A round has ended; True where the activity is done with it."""
    done: list[int] = host.internal_data["done"]
    if scope.item is None:
        return True
    if host.task_spec.element.multi == "loop":
        if _again(tokens, host, scope.item + 1):
            _start_item(tokens, host, scope.item + 1)
            return False
        return True
    insort(done, scope.item)
    return is_done(tokens, host, scope)


def is_done(tokens: Tokens, host: Task, last: Scope | None = None) -> bool:
    """Whether a multi-instance has what it needs; starts the next of a sequential one where it has not.

    ``last``: the round that has just ended; the completion condition reads its values.
    """
    loop = host.task_spec.element.loop
    done: list[int] = host.internal_data["done"]
    n: int = host.internal_data["n"]
    enough = loop.completion is not None and _enough(tokens, host, n, len(done), last)
    if enough or host.internal_data.get("decided"):
        for other in [s for s in tokens.scopes.values() if s.host == host.id]:
            tokens.close(other, completed=False)
        return True
    if host.task_spec.element.multi == "sequential" and len(done) < n:
        _start_item(tokens, host, len(done), tokens.host.item(host, len(done)))
    return len(done) == n


def add_item(tokens: Tokens, host: Task, value: Any) -> None:
    """One more round of a parallel multi-instance."""
    index = next_item(tokens, host)
    host.internal_data["n"] += 1
    tokens.host.weigh(host, index, value)
    _start_item(tokens, host, index, value)


def next_item(tokens: Tokens, host: Task) -> int:
    """The index that a round gets that is added."""
    there = [*host.internal_data["done"], *(s.item for s in tokens.scopes.values() if s.host == host.id)]
    return max(there, default=-1) + 1


def reopen_item(tokens: Tokens, host: Task, index: int, value: Any) -> None:
    """A round that was done is done once more."""
    host.internal_data["done"].remove(index)
    tokens.host.weigh(host, index, value)
    _start_item(tokens, host, index, value)


def _start_item(tokens: Tokens, host: Task, index: int | None, value: Any = None) -> None:
    element = host.task_spec.element
    loop, own = element.loop, element.multi != "loop" or element.handed is not None
    scope = tokens.open(element.id, host, opens_data=own, kind="item", item=index)
    tokens.host.opened(scope, {loop.item: value} if loop and loop.item else {})
    tokens.node(element.id).arrive(tokens, scope, inner=True)


def _items(tokens: Tokens, host: Task) -> list[Any]:
    """What is repeated over, worked out once: a number's items are counted from zero.

    Of a context the values; its keys are kept for the results.
    """
    element = host.task_spec.element
    if element.loop.collection is None:
        return [Decimal(index) for index in range(_number(tokens, host))]
    value = tokens.host.evaluate(element.loop.collection, tokens.scope_of(host), element)
    if isinstance(value, dict):
        host.internal_data["keys"] = list(value)
        value = list(value.values())
    if not isinstance(value, list):
        raise StepFailed(
            Text(f"{element.id}：多实例的集合不是列表。", f"{element.id}: the collection to repeat over is no list."),
            element.id,
        )
    _check_number(element.id, len(value))
    return value


def _number(tokens: Tokens, host: Task) -> int:
    element = host.task_spec.element
    value = tokens.host.evaluate(element.loop.cardinality, tokens.scope_of(host), element)
    if not isinstance(value, Decimal) or value != int(value) or value < 0:
        raise StepFailed(
            Text(
                f"{element.id}：多实例的次数不是自然数（{value}）。",
                f"{element.id}: the number of instances is no natural number ({value}).",
            ),
            element.id,
        )
    _check_number(element.id, int(value))
    return int(value)


def _check_number(element: str, n: int) -> None:
    if n > MAX_ITEMS:
        raise StepFailed(
            Text(f"{element}：多实例超过 {MAX_ITEMS} 个。", f"{element}: more than {MAX_ITEMS} instances."), element
        )


def _enough(tokens: Tokens, host: Task, n: int, done: int, last: Scope | None) -> bool:
    element = host.task_spec.element
    counts = {
        "nrOfInstances": n,
        "nrOfCompletedInstances": done,
        "nrOfActiveInstances": n - done if element.multi == "parallel" else min(1, n - done),
    }
    extra: dict[str, Any] = {name: Decimal(value) for name, value in counts.items()}
    if last is not None and last.item is not None:
        gathered = element.loop.results or element.id
        extra = {name: value for name, value in last.ended_with.items() if name != gathered} | extra
        extra["loopCounter"] = Decimal(last.item + 1)
    return tokens.host.evaluate(element.loop.completion, tokens.scope_of(host), element, **extra) is True


def _again(tokens: Tokens, host: Task, rounds: int) -> bool:
    element = host.task_spec.element
    if element.loop.maximum is not None and rounds >= element.loop.maximum:
        return False
    if element.loop.condition is None:
        return True
    extra = {"loopCounter": Decimal(rounds)}
    return tokens.host.evaluate(element.loop.condition, tokens.scope_of(host), element, **extra) is True
