"""What a case writes down as it goes: entries, the path between them, who did what."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine.errors import TooManyWords
from engine.reading.model import Element
from engine.running.changes import Entry
from engine.running.scopes import CASE, Scope
from engine.text import Text

_FINISHED = Text("办结", "Finished")
LONGEST = 2000
"""Characters of a reason or an opinion; a line that ends as forms send it counts one."""


class Bookkeeping:
    """Entries since the case was started or loaded; the last one gathers the path as it is walked."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self.path: list[str] = []
        self.history: list[str] = []
        self.sent: list[tuple[str, str]] = []
        self.done_by: dict[str, list[str]] = {}
        self.finished = False

    def entry(
        self,
        kind: str,
        element: Element | None,
        scope: Scope | None,
        *,
        by: str | None,
        at: datetime,
        values: Mapping[str, Any],
        opinion: str | None = None,
        name: Text | None = None,
    ) -> None:
        if opinion is not None and len(opinion.replace("\r\n", "\n")) > LONGEST:
            raise TooManyWords(
                Text(
                    f"写得太长：记入案卷的意见、理由最多 {LONGEST} 字。",
                    f"Too long: an opinion or a reason on the file has at most {LONGEST} characters.",
                )
            )
        self._close_path()
        self._entries.append(
            Entry(
                kind,
                element.id if element else None,
                name or (element.name if element else _FINISHED),
                scope.data if scope else CASE,
                scope.item if scope else None,
                by,
                at,
                dict(values),
                opinion,
                (),
            )
        )

    @property
    def entries(self) -> list[Entry]:
        self._close_path()
        return self._entries

    def _close_path(self) -> None:
        if self._entries and self.path:
            self._entries[-1] = replace(self._entries[-1], path=(*self._entries[-1].path, *self.path))
        self.path = []

    def passed(self, element: Element) -> None:
        """An element is complete."""
        self.path.append(element.id)
        self.history.append(element.id)

    def mark(self) -> tuple[int, int, int]:
        self._close_path()
        return len(self._entries), len(self.history), len(self.sent)

    def undo(self, mark: tuple[int, int, int]) -> None:
        del self._entries[mark[0] :], self.history[mark[1] :], self.sent[mark[2] :]
        self.path, self.finished = [], False
