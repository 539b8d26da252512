"""Which row of its band an item stands in: beside what it is linked with; lines run straight and cross little."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise

from engine.drawing.layout.layers import Item, Link

_SWEEPS = 6
Neighbours = Mapping[str, list[tuple[str, float]]]  # with the row by which the other should lie lower


def set_rows(items: Mapping[str, Item], links: Sequence[Link]) -> int:
    """Give every item a row, from 0 in each band. Returns how many bands there are."""
    columns: dict[int, list[Item]] = {}
    for item in items.values():
        columns.setdefault(item.layer, []).append(item)
    before: dict[str, list[tuple[str, float]]] = {id: [] for id in items}
    after: dict[str, list[tuple[str, float]]] = {id: [] for id in items}
    for link in links:
        for index, (one, other) in enumerate(pairwise(link.chain)):
            lower = 1.0 if link.boundary and index == 0 else 0.0
            before[other].append((one, lower))
            after[one].append((other, -lower))
    _first_rows(columns, before)
    ordered = [columns[layer] for layer in sorted(columns)]
    best, least = _rows(items), _crossings(items, links)
    for sweep in range(_SWEEPS):
        backwards = sweep % 2 == 0
        for column in reversed(ordered) if backwards else ordered:
            _settle(column, items, after if backwards else before, before if backwards else after)
        crossings = _crossings(items, links)
        if crossings <= least and not backwards:
            best, least = _rows(items), crossings
    for id, row in best.items():
        items[id].row = row
    return _from_zero(items)


def _rows(items: Mapping[str, Item]) -> dict[str, int]:
    return {id: item.row for id, item in items.items()}


def _first_rows(columns: Mapping[int, list[Item]], before: Neighbours) -> None:
    items = {item.id: item for column in columns.values() for item in column}
    for layer in sorted(columns):
        _settle(columns[layer], items, before, {})


def _settle(column: Sequence[Item], items: Mapping[str, Item], near: Neighbours, far: Neighbours) -> None:
    """Put the items of one column beside their neighbours, each in a row of its own."""
    bands: dict[int, list[tuple[float, float, Item]]] = {}
    for item in column:
        wish, order = _wish(item, items, near, far)
        bands.setdefault(item.band, []).append((order, wish, item))
    for members in bands.values():
        members.sort(key=lambda member: member[0])  # stable: the order of the file decides
        for row, (_, _, item) in zip(_spread([wish for _, wish, _ in members]), members, strict=True):
            item.row = row


def _wish(item: Item, items: Mapping[str, Item], near: Neighbours, far: Neighbours) -> tuple[float, float]:
    """The row an item would like, and by what it is ordered in its column (bands above count as far above)."""
    found = [(items[other], lower) for other, lower in (near[item.id] or far.get(item.id, []))]
    if not found:
        return float(item.row), float(item.row)
    order = sum((o.band - item.band) * 1000 + o.row + lower for o, lower in found) / len(found)
    own = [o.row + lower for o, lower in found if o.band == item.band]
    if own:
        own.sort()
        return own[len(own) // 2] if len(own) % 2 else (own[len(own) // 2 - 1] + own[len(own) // 2]) / 2, order
    return float(item.row), order


def _spread(wishes: Sequence[float]) -> list[int]:
    """Different rows in this order, as near to the wishes as can be (pooled neighbours)."""
    pools: list[tuple[float, int]] = []  # sum of wish minus index, how many
    for index, wish in enumerate(wishes):
        pools.append((wish - index, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            (a, m), (b, n) = pools[-2:]
            pools[-2:] = [(a + b, m + n)]
    rows: list[int] = []
    for total, count in pools:
        start = round(total / count)
        for _ in range(count):
            rows.append(max(start + len(rows), rows[-1] + 1 if rows else start + len(rows)))
    return rows


def _crossings(items: Mapping[str, Item], links: Sequence[Link]) -> int:
    """How often lines between neighbouring columns cross."""
    between: dict[int, list[tuple[tuple[int, int], tuple[int, int]]]] = {}
    for link in links:
        for one, other in pairwise(link.chain):
            a, b = items[one], items[other]
            between.setdefault(a.layer, []).append(((a.band, a.row), (b.band, b.row)))
    count = 0
    for lines in between.values():
        lines.sort()
        ends: list[tuple[int, int]] = []
        for _, end in lines:
            at = bisect_right(ends, end)
            count += len(ends) - at
            ends.insert(at, end)
    return count


def _from_zero(items: Mapping[str, Item]) -> int:
    """Empty rows are taken out, so that each band's rows count from 0."""
    bands: dict[int, set[int]] = {}
    for item in items.values():
        bands.setdefault(item.band, set()).add(item.row)
    numbers = {band: {row: i for i, row in enumerate(sorted(rows))} for band, rows in bands.items()}
    for item in items.values():
        item.row = numbers[item.band][item.row]
    return len(bands)
