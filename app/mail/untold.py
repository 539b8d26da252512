"""Followers who could not be told, because what became of their case or power could not be put into words."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from app.cases.tables import CaseRow
from app.catalogue.tables import PowerRow
from app.clock import now
from app.database import db, in_transaction
from app.mail.addresses import masked
from app.mail.tables import Subscription
from engine import Text


@dataclass(frozen=True, slots=True)
class Untold:
    """``follows``: the case's number, or the power's name. Tried again at every look."""

    follows: Text
    to: str
    since: datetime
    error: str


def untold(subscription_id: int, fault: Exception) -> None:
    """Note why; forgotten when it has worked."""
    why = f"{type(fault).__name__}: {fault}"[:500]
    since = func.coalesce(Subscription.failing_since, now())
    note = update(Subscription).where(Subscription.id == subscription_id).values(error=why, failing_since=since)
    in_transaction(lambda session: session.execute(note, execution_options={"synchronize_session": False}))


def list_untold(most: int = 200) -> list[Untold]:
    """Whose turn it has been longest first."""
    wanted = (
        select(Subscription, CaseRow.number, PowerRow.name, PowerRow.name_en)
        .outerjoin(CaseRow, CaseRow.id == Subscription.case_id)
        .outerjoin(PowerRow, PowerRow.code == Subscription.power_code)
        .where(_FAILING)
        .order_by(Subscription.failing_since, Subscription.id)
        .limit(most)
    )
    return [
        Untold(
            Text(number, number) if number else Text(name, name_en), masked(one.address), one.failing_since, one.error
        )
        for one, number, name, name_en in db.session.execute(wanted)
    ]


def count_untold() -> int:
    return db.session.scalar(select(func.count(Subscription.id)).where(_FAILING)) or 0


_FAILING = Subscription.failing_since.is_not(None)
