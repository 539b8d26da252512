"""A body gives up a unified item that it adopted: nothing begins there any more, what has begun goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.catalogue.queries import NoSuchPower
from app.catalogue.tables import PowerRow, PowerVersion
from app.clock import now
from app.database import db, in_transaction
from app.people.tables import Organisation
from app.refusal import Refusal
from engine import Text

LEAST_WORDS = 5


class NoReason(Refusal):
    text = Text(f"写明为什么不再实施（至少 {LEAST_WORDS} 个字）", f"Say why ({LEAST_WORDS} characters or more)")


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A body that does not implement the item any more."""

    code: str
    body: Text
    at: datetime
    reason: str


def give_up(code: str, reason: str, by: int) -> str:
    """Take the implementation off the list; returns the item's code.

    Raises NoSuchPower where the code is none that is in force, NoReason.
    """
    if len(reason.strip()) < LEAST_WORDS:
        raise NoReason
    return in_transaction(lambda session: _give_up(session, code, reason.strip(), by))


def demand_adoption(code: str) -> None:
    """Raises NoSuchPower where the code is no implementation in force."""
    if _item_of(db.session(), code) is None:
        raise NoSuchPower


def list_given_up(item: str) -> Sequence[GivenUp]:
    """The bodies that gave the item up and have not taken it up again, the latest first."""
    latest = (
        select(func.max(PowerVersion.id))
        .where(PowerVersion.power_code == PowerRow.code)
        .correlate(PowerRow)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(PowerRow.code, Organisation.name, Organisation.name_en, PowerRow.given_up_at, PowerVersion.reason)
        .join(Organisation, Organisation.id == PowerRow.organisation_id)
        .join(PowerVersion, PowerVersion.id == latest)
        .where(PowerRow.item == item, PowerRow.given_up_at.is_not(None))
        .order_by(PowerRow.given_up_at.desc(), PowerRow.code)
    )
    return [GivenUp(r.code, Text(r.name, r.name_en), r.given_up_at, r.reason) for r in rows]


def _give_up(session: Session, code: str, reason: str, by: int) -> str:
    item, moment = _item_of(session, code), now()
    if item is None:
        raise NoSuchPower
    which = (PowerRow.code == code, PowerRow.given_up_at.is_(None))
    if session.execute(update(PowerRow).where(*which).values(given_up_at=moment)).rowcount == 0:
        raise NoSuchPower
    gone = {"power_code": code, "entry": None, "at": moment, "by": by, "reason": reason}
    session.execute(insert(PowerVersion), [gone])
    return item


def _item_of(session: Session, code: str) -> str | None:
    in_force = (PowerRow.code == code, PowerRow.item != code, PowerRow.given_up_at.is_(None))
    return session.scalar(select(PowerRow.item).where(*in_force))
