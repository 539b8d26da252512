"""What an operation does besides to the case in hand: a transfer's receiver, cases merged into it or split off."""

from typing import Protocol

from sqlalchemy.orm import Session

from app.cases.merging import merge_of, split_of
from app.cases.moving import Actor, Loaded
from app.cases.performing import Intent
from app.cases.transferring import receiver_of
from engine import Text


class Beyond(Protocol):
    """``name``: as the entry of the case in hand has it."""

    @property
    def name(self) -> Text: ...

    def carry_out(self, session: Session, loaded: Loaded, actor: Actor, intent: Intent, key: str) -> None:
        """Do it, as part of the command that has stored the case in hand."""


def beyond_of(session: Session, loaded: Loaded, intent: Intent) -> Beyond | None:
    """Raises Refusal where it cannot be done."""
    found = _BEYOND.get(intent.operation)
    return found(session, loaded, intent) if found else None


_BEYOND = {"transfer": receiver_of, "merge": merge_of, "split": split_of}
