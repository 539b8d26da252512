"""Which column a node stands in: after all that leads to it. Flows that close a loop are set aside first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_MOST_PASSED = 20_000
"""Places that long flows get in all; beyond, they run behind what stands in the columns."""


@dataclass
class Item:
    """A node, or (without a size) the place where a long flow passes a column."""

    id: str
    band: int  # index of its lane
    width: float = 0.0
    height: float = 0.0
    layer: int = 0
    row: int = 0  # within its band
    passing: bool = False


@dataclass
class Link:
    """A flow between two items. ``boundary``: the event at whose lower edge it leaves; ``chain``: what it passes."""

    id: str
    source: str
    target: str
    boundary: str = ""
    back: bool = False
    chain: list[str] = field(default_factory=list)


def set_back(order: Sequence[str], links: Sequence[Link]) -> None:
    """Mark the flows that lead back, walking from the first nodes in the order of the file."""
    leaving: dict[str, list[Link]] = {id: [] for id in order}
    entered = set()
    for link in links:
        leaving[link.source].append(link)
        if link.source != link.target:
            entered.add(link.target)
        else:
            link.back = True
    state: dict[str, int] = {}
    for root in [*(id for id in order if id not in entered), *order]:
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(leaving[root]))]
        while stack:
            id, rest = stack[-1]
            step = next(rest, None)
            if step is None:
                state[id] = 2
                stack.pop()
            elif state.get(step.target) == 1:
                step.back = True
            elif step.target not in state:
                state[step.target] = 1
                stack.append((step.target, iter(leaving[step.target])))


def set_layers(items: Mapping[str, Item], links: Sequence[Link]) -> None:
    """The longest way from a first node; first nodes stand right before what follows them."""
    forward = [link for link in links if not link.back]
    waiting = dict.fromkeys(items, 0)
    leaving: dict[str, list[str]] = {id: [] for id in items}
    for link in forward:
        waiting[link.target] += 1
        leaving[link.source].append(link.target)
    ready = [id for id in items if not waiting[id]]
    firsts = set(ready)
    while ready:
        id = ready.pop()
        for target in leaving[id]:
            items[target].layer = max(items[target].layer, items[id].layer + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    for id in firsts:
        if leaving[id]:
            items[id].layer = max(0, min(items[target].layer for target in leaving[id]) - 1)


def pass_columns(items: dict[str, Item], links: Sequence[Link]) -> None:
    """A long flow gets a place of its own in every column it passes, in the band it leads to."""
    left = _MOST_PASSED
    for link in links:
        if link.back:
            continue
        source, target = items[link.source], items[link.target]
        link.chain = [link.source]
        passed = range(source.layer + 1, target.layer)
        left -= len(passed)
        for layer in passed if left >= 0 else ():
            passing = Item(f"{link.id} {layer}", target.band, layer=layer, passing=True)
            items[passing.id] = passing
            link.chain.append(passing.id)
        link.chain.append(link.target)
