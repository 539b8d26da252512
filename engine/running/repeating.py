"""Activities done several times: multi-instance in parallel or one after the other, and the standard loop.

The activity's token stays and counts; each round is an item scope with a token of its own. The number of items is
frozen when the activity starts and items are addressed by index.
"""

from bisect import insort
from decimal import Decimal
from typing import Any

from SpiffWorkflow.task import Task

from engine.errors import CaseError
from engine.running.scopes import Scope
from engine.running.tokens import Tokens
from engine.text import Text

MAX_ITEMS = 1000


def begin(tokens: Tokens, host: Task) -> bool:
    """Start the first round or rounds; always False, as the activity is ready only when they are done."""
    element = host.task_spec.element
    internal = host.internal_data
    internal["done"] = []
    if element.multi == "loop":
        if element.loop.test_before and not _again(tokens, host, 0):
            host.complete()
            return False
        _start_item(tokens, host, 0)
        return False
    internal["n"] = n = _number(tokens, host)
    if element.loop.joint is not None:
        internal["weights"] = {str(index): "1" for index in range(n)}
    if n == 0:
        host.complete()
    for index in range(n if element.multi == "parallel" else min(n, 1)):
        if host.id in tokens.tasks:
            _start_item(tokens, host, index)
    return False


def item_done(tokens: Tokens, host: Task, scope: Scope) -> bool:
    """A round has ended; True where the activity is done with it."""
    done: list[int] = host.internal_data["done"]
    assert scope.item is not None
    if host.task_spec.element.multi == "loop":
        if _again(tokens, host, scope.item + 1):
            _start_item(tokens, host, scope.item + 1)
            return False
        return True
    insort(done, scope.item)
    return is_done(tokens, host)


def is_done(tokens: Tokens, host: Task) -> bool:
    """Whether a multi-instance has what it needs; starts the next of a sequential one where it has not."""
    loop = host.task_spec.element.loop
    done: list[int] = host.internal_data["done"]
    n: int = host.internal_data["n"]
    enough = loop.completion is not None and _enough(tokens, host, n, len(done))
    if enough or host.internal_data.get("decided"):
        for other in [s for s in tokens.scopes.values() if s.host == host.id]:
            tokens.close(other, completed=False)
        return True
    if host.task_spec.element.multi == "sequential" and len(done) < n:
        _start_item(tokens, host, len(done))
    return len(done) == n


def add_item(tokens: Tokens, host: Task, value: Any) -> None:
    """One more round of a parallel multi-instance."""
    index = max(
        [*host.internal_data["done"], *(s.item for s in tokens.scopes.values() if s.host == host.id)], default=-1
    )
    host.internal_data["n"] += 1
    _start_item(tokens, host, index + 1, {host.task_spec.element.loop.item or "": value})


def _start_item(tokens: Tokens, host: Task, index: int, given: dict[str, Any] | None = None) -> None:
    element = host.task_spec.element
    loop = element.loop
    scope = tokens.open(element.id, host, opens_data=element.multi != "loop", kind="item", item=index)
    values: dict[str, Any] = {name: value for name, value in (given or {}).items() if name}
    if given is None and loop.collection is not None and loop.item:
        items = _items(tokens, host)
        values[loop.item] = items[index] if index < len(items) else None
    tokens.host.opened(scope, values)
    tokens.host.weigh(host, scope)
    tokens.node(element.id).arrive(tokens, scope, inner=True)


def _number(tokens: Tokens, host: Task) -> int:
    element = host.task_spec.element
    if element.loop.collection is not None:
        n = len(_items(tokens, host))
    else:
        value = tokens.host.evaluate(element.loop.cardinality, tokens.scope_of(host), element)
        if not isinstance(value, Decimal) or value != int(value) or value < 0:
            raise CaseError(
                Text(
                    f"{element.id}：多实例的次数不是自然数（{value}）。",
                    f"{element.id}: the number of instances is no natural number ({value}).",
                ),
                element.id,
            )
        n = int(value)
    if n > MAX_ITEMS:
        raise CaseError(
            Text(f"{element.id}：多实例超过 {MAX_ITEMS} 个。", f"{element.id}: more than {MAX_ITEMS} instances."),
            element.id,
        )
    return n


def _items(tokens: Tokens, host: Task) -> list[Any]:
    element = host.task_spec.element
    value = tokens.host.evaluate(element.loop.collection, tokens.scope_of(host), element)
    if not isinstance(value, list):
        raise CaseError(
            Text(f"{element.id}：多实例的集合不是列表。", f"{element.id}: the collection to repeat over is no list."),
            element.id,
        )
    return value


def _enough(tokens: Tokens, host: Task, n: int, done: int) -> bool:
    element = host.task_spec.element
    counts = {
        "nrOfInstances": n,
        "nrOfCompletedInstances": done,
        "nrOfActiveInstances": n - done if element.multi == "parallel" else min(1, n - done),
    }
    extra = {name: Decimal(value) for name, value in counts.items()}
    return tokens.host.evaluate(element.loop.completion, tokens.scope_of(host), element, **extra) is True


def _again(tokens: Tokens, host: Task, rounds: int) -> bool:
    element = host.task_spec.element
    if element.loop.maximum is not None and rounds >= element.loop.maximum:
        return False
    if element.loop.condition is None:
        return True
    extra = {"loopCounter": Decimal(rounds)}
    return tokens.host.evaluate(element.loop.condition, tokens.scope_of(host), element, **extra) is True
