"""How far on in a flow its elements stand: what the public stages are ordered by."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.reading.model import Model

Rank = tuple[int, ...]
LAST = 1_000_000
"""The rank of what only an event starts, beside the flow."""


def ranks(model: "Model") -> dict[str, Rank]:
    """By element: the longest way from the start to it, ways back left out; inside a sub-process or call behind it."""
    found: dict[str, Rank] = {}
    _rank(model, model.process_id, (), found, (model.process_id,))
    for process in model.processes:
        _rank(model, process, (LAST,), found, (process,))
    return found


def _rank(model: "Model", container: str, before: Rank, found: dict[str, Rank], around: tuple[str, ...]) -> None:
    nodes = [e for e in model.nodes_of(container) if e.id not in found]
    ahead = {e.id: model.nexts(e) for e in nodes}
    order = _order(ahead, [e.id for e in nodes if e.begins or e.triggered_by_event] or list(ahead)[:1])
    place = {id: i for i, id in enumerate(order)}
    depth = dict.fromkeys(order, 0)
    for id in order:
        for after in ahead[id]:
            if place.get(after, -1) > place[id]:
                depth[after] = max(depth[after], depth[id] + 1)
    for e in nodes:
        found[e.id] = (*before, LAST if e.triggered_by_event else depth.get(e.id, LAST))
    for e in nodes:
        called = (e.called or "").split(":")[-1]
        if e.children:
            _rank(model, e.id, found[e.id], found, around)
        elif called in model.processes and called not in around:
            _rank(model, called, found[e.id], found, (*around, called))


def _order(ahead: dict[str, list[str]], starts: list[str]) -> list[str]:
    """All nodes, each before what it leads to, ways back left out (depth first, finished last comes first)."""
    finished: list[str] = []
    seen: set[str] = set()
    for start in [*starts, *ahead]:
        if start in seen:
            continue
        seen.add(start)
        work = [(start, iter(ahead[start]))]
        while work:
            at, rest = work[-1]
            for after in rest:
                if after in ahead and after not in seen:
                    seen.add(after)
                    work.append((after, iter(ahead[after])))
                    break
            else:
                finished.append(at)
                work.pop()
    return finished[::-1]
