"""Lines on a grid: they run in rows of their own, between columns and between rows, so never through a node."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

STEP = 10.0  # between two lines that run side by side
_MOST = 100  # lines side by side; more lie on one another


@dataclass
class Channel:
    """A gap of the grid in which lines run side by side."""

    wanted: dict[Hashable, tuple[float, float, float]] = field(default_factory=dict)  # who -> from, to, order
    tracks: dict[Hashable, int] = field(default_factory=dict)

    def want(self, one: float, other: float, order: float, who: Hashable) -> None:
        low, high, first = self.wanted.get(who, (math.inf, -math.inf, order))
        self.wanted[who] = (min(low, one, other), max(high, one, other), first)

    def settle(self) -> int:
        """Give everybody a track where nobody else runs; how many there are."""
        taken: list[list[tuple[float, float]]] = []
        for who, (low, high, _) in sorted(self.wanted.items(), key=lambda w: w[1][2]):
            free = (n for n, track in enumerate(taken) if all(high < a or b < low for a, b in track))
            number = next(free, len(taken))
            if number < _MOST:
                taken += [[]] if number == len(taken) else []
                taken[number].append((low, high))
            self.tracks[who] = number if number < _MOST else len(self.tracks) % _MOST
        return len(taken)


def tidy(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Without points that lie on a straight line or on one another."""
    kept: list[tuple[float, float]] = []
    for point in points:
        if kept and abs(kept[-1][0] - point[0]) < 0.01 and abs(kept[-1][1] - point[1]) < 0.01:
            continue
        if len(kept) > 1 and _straight(kept[-2], kept[-1], point):
            kept[-1] = point
        else:
            kept.append(point)
    return tuple(kept)


def _straight(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    return any(abs(a[i] - b[i]) < 0.01 and abs(b[i] - c[i]) < 0.01 for i in (0, 1))
