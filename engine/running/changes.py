"""What a case shows and what it hands over to be stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.text import Text


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that waits for a person. ``due_at``: when its own limit has run out; ``warn_at``: yellow from then."""

    id: str
    element_id: str
    name: Text
    authority: str | None
    post: str | None
    is_party: bool
    form: str | None
    opened_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    scope: str
    item: int | None
    not_by: frozenset[str]
    held_by: Text | None = None  # the branch flow whose end it waits for
    paused: bool = False  # its own limit stands still: ``due_at`` is what it would be if it went on today


@dataclass(frozen=True, slots=True)
class Receivable:
    """A message that the case would take now."""

    message: str
    element_id: str
    name: Text
    is_party: bool
    authority: str | None
    post: str | None
    form: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, for ever. ``path``: the elements and flows passed because of it, in order."""

    kind: str  # started | completed | message | timer | finished | branch ended, and the operations
    element_id: str | None
    name: Text
    scope: str
    item: int | None
    by: str | None
    at: datetime
    values: Mapping[str, Any]
    opinion: str | None
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What to store since the case was started or loaded."""

    entries: tuple[Entry, ...]
    tasks: tuple[OpenTask, ...]  # all that are open now
    opened: tuple[OpenTask, ...]
    closed: tuple[str, ...]
    values: tuple[tuple[str, str, Any], ...]
    dropped_scopes: tuple[str, ...]
    due: tuple[tuple[datetime, str], ...]
    sent: tuple[tuple[str, str], ...]  # (message, signal or escalation, its name or code) told outward
