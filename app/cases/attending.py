"""Who attends to the cases of one power beyond their flow: told of every step, in its transaction.

What an attendant refuses is not done at all. There are few: cases whose subject is the platform itself.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from app.cases.moving import Actor, Loaded

Attendant = Callable[[Session, "Loaded", "Actor"], None]

_attendants: dict[str, Attendant] = {}
_pages: dict[str, str] = {}


def attends(power_code: str, page: str) -> Callable[[Attendant], Attendant]:
    """Mark what attends to a power's cases; ``page``: the endpoint that shows their tasks, given the case's number."""

    def register(attendant: Attendant) -> Attendant:
        _attendants[power_code], _pages[power_code] = attendant, page
        return attendant

    return register


def attend(session: Session, loaded: "Loaded", actor: "Actor") -> None:
    if (attendant := _attendants.get(loaded.power_code)) is not None:
        attendant(session, loaded, actor)


def is_attended(power_code: str) -> bool:
    return power_code in _attendants


def page_for(power_code: str) -> str | None:
    """The endpoint of the page that shows this power's tasks instead of the usual one."""
    return _pages.get(power_code)
