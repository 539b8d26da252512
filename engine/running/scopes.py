"""Scopes: where a case's values live and who sees them (design D1).

The case, a called flow and an item of a multi-instance open a data scope; an embedded sub-process does not. A task's
values go into its nearest data scope; names are looked up outward: item, called flow, case.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

CASE = "0"
"""The id of the case's own scope."""

_MISSING = object()
Mark = tuple[dict[tuple[str, str], Any], list[str], set[str]]


@dataclass(slots=True)
class Scope:
    """A running instance of a process, a sub-process or an item. ``data``: the data scope its tokens write to."""

    id: str
    container: str  # id of the process or element
    kind: str  # "process" | "item"
    parent: str | None
    host: str | None  # the token that waits for its end
    data: str
    item: int | None = None
    ended_with: dict[str, Any] = field(default_factory=dict)  # its own values


class Values:
    """The values of a case by data scope, with a journal so that a refused command leaves them as they were."""

    def __init__(self, scopes: dict[str, dict[str, Any]] | None = None) -> None:
        self.scopes: dict[str, dict[str, Any]] = scopes if scopes is not None else {CASE: {}}
        self._journal: list[tuple[str, str, Any]] = []
        self.changed: dict[tuple[str, str], Any] = {}
        self.dropped: list[str] = []

    def view(self, chain: Iterable[str]) -> dict[str, Any]:
        """The names seen from a data scope; ``chain`` goes from the inside out."""
        seen: dict[str, Any] = {}
        for scope in reversed(list(chain)):
            seen.update(self.scopes.get(scope, {}))
        return seen

    def own(self, scope: str) -> dict[str, Any]:
        return dict(self.scopes.get(scope, {}))

    def set(self, scope: str, name: str, value: Any) -> None:
        data = self.scopes.setdefault(scope, {})
        self._journal.append((scope, name, data.get(name, _MISSING)))
        data[name] = value
        self.changed[scope, name] = value

    def drop(self, scope: str) -> None:
        data = self.scopes.pop(scope, None)
        if data is not None:
            self._journal.append((scope, "", data))
            self.dropped.append(scope)
            for key in [k for k in self.changed if k[0] == scope]:
                del self.changed[key]

    def begin(self) -> "Mark":
        """Start a command; the mark is for ``undo``."""
        self._journal.clear()
        return dict(self.changed), list(self.dropped), set(self.scopes)

    def undo(self, mark: "Mark") -> None:
        for scope, name, before in reversed(self._journal):
            if not name:
                self.scopes[scope] = before
            elif before is _MISSING:
                self.scopes[scope].pop(name, None)
            else:
                self.scopes[scope][name] = before
        self._journal.clear()
        self.changed, self.dropped, existed = mark
        for scope in self.scopes.keys() - existed:
            del self.scopes[scope]
