"""What followers are told: found by the worker from the entries of a case and the versions of a power since the mark of
each subscription, so that no step of a case writes, or costs, anything for it.

Mails and mark are written in one transaction; entries are never changed: nothing is lost, nothing told twice.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.cases.queries import tracking
from app.cases.tables import CaseRow
from app.catalogue.entry import EntryRefused, entry_from
from app.catalogue.entry_changes import EntryChange, entry_changes
from app.catalogue.tables import PowerRow, PowerVersion
from app.clock import now
from app.database import db, in_transaction
from app.flows.tables import Bundle, FlowEvent
from app.jobs.commands import set_job
from app.jobs.worker import handles
from app.mail.outbox import put_in, tidy
from app.mail.tables import Subscription
from app.mail.untold import untold
from app.mail.wording import news_of_case, news_of_power, worth_telling
from engine import Text

log = logging.getLogger(__name__)
LOOK = "mail-look"
PAUSE = timedelta(seconds=20)
AT_A_TIME = 200
AGAIN, RETIRED = "rolled back", "retired"


@dataclass(frozen=True, slots=True)
class Change:
    """``kind``: entry, off (the list), flow (a version comes into force, maybe an earlier one again), retired.

    ``fields``: what of the entry is not as it was.
    """

    at: datetime
    kind: str
    version: int | None = None
    fields: tuple[EntryChange, ...] = ()


@handles(LOOK)
def look(_: int = 0) -> None:
    """Put in the outbox what there is to tell; what fails for one follower does not keep it from the others."""
    found = [*_cases(), *_powers()]
    told = 0
    for row in found:
        try:
            (_tell_of_case if row.case_id else _tell_of_power)(row)
            told += 1
        except Exception as fault:
            log.exception("subscription %s", row.id)
            db.session.rollback()
            untold(row.id, fault)
    more = told and len(found) >= AT_A_TIME
    due = now() + (timedelta(milliseconds=1) if more else PAUSE)

    def settle(session: Session) -> None:
        tidy(session)
        set_job(session, LOOK, 0, due)

    in_transaction(settle)


_confirmed = Subscription.confirmed_at.is_not(None)
_IN_TURN = (Subscription.failing_since.is_not(None), Subscription.id)  # what fails stands in nobody's way
_what = (Subscription.id, Subscription.case_id, Subscription.power_code, Subscription.seen)


def _cases() -> Sequence[Row[Any]]:
    """Where there is something new, or never will be."""
    wanted = (
        select(*_what, CaseRow.entry_seq.label("there"), CaseRow.status)
        .join(CaseRow, CaseRow.id == Subscription.case_id)
        .where(_confirmed, or_(CaseRow.entry_seq > Subscription.seen, CaseRow.status == "finished"))
    )
    return db.session.execute(wanted.order_by(*_IN_TURN).limit(AT_A_TIME)).all()


def _powers() -> Sequence[Row[Any]]:
    entries = select(func.count()).where(PowerVersion.power_code.in_((PowerRow.code, PowerRow.item)))
    flows = select(func.count()).where(Bundle.power_code == PowerRow.item)
    ends = select(func.count()).where(FlowEvent.power_code == PowerRow.item, FlowEvent.action.in_((AGAIN, RETIRED)))
    there = entries.scalar_subquery() + flows.scalar_subquery() + ends.scalar_subquery()
    wanted = (
        select(*_what, there.label("there"))
        .join(PowerRow, PowerRow.code == Subscription.power_code)
        .where(_confirmed, there > Subscription.seen, PowerRow.disclosed)
    )
    return db.session.execute(wanted.order_by(*_IN_TURN).limit(AT_A_TIME)).all()


def _tell_of_case(row: Row[Any]) -> None:
    case = tracking(row.case_id)
    news = [e for e in reversed(case.entries) if row.seen < e.seq <= row.there and worth_telling(e)]
    told = any(not entry.is_party for entry in news)  # what somebody did themselves they know

    def tell(session: Session) -> None:
        one = _moved_on(session, row)
        if one and told:
            put_in(session, one, "news", f"s{one.id}-{row.there}", *news_of_case(case, news, one))
        if one and row.status == "finished":
            session.execute(delete(Subscription).where(Subscription.id == one.id))

    in_transaction(tell)


def _tell_of_power(row: Row[Any]) -> None:
    power = db.session.get_one(PowerRow, row.power_code)
    name, code, changes = Text(power.name, power.name_en), power.code, changes_of(db.session(), row.power_code)
    news = changes[row.seen : row.there]

    def tell(session: Session) -> None:
        one = _moved_on(session, row)
        if one:
            put_in(session, one, "news", f"s{one.id}-{row.there}", *news_of_power(name, code, news, one))

    in_transaction(tell)


def _moved_on(session: Session, row: Row[Any]) -> Subscription | None:
    """The subscription, its mark where the news end; None if another worker was faster, or it has been ended."""
    mine = (Subscription.id == row.id, Subscription.seen == row.seen)
    told = {"seen": row.there, "failing_since": None, "error": ""}
    if session.execute(update(Subscription).where(*mine).values(told)).rowcount != 1:
        return None
    return session.get_one(Subscription, row.id)


def changes_of(session: Session, code: str) -> list[Change]:
    """All that ever became of a power that is for everybody to know, the first first."""
    item = session.scalar(select(PowerRow.item).where(PowerRow.code == code)) or code
    versions = session.execute(
        select(PowerVersion.power_code, PowerVersion.at, PowerVersion.entry)
        .where(PowerVersion.power_code.in_((code, item)))
        .order_by(PowerVersion.id)
    )
    found, before = [], {}
    for of, at, entry in versions:
        found.append(Change(at, "entry" if entry else "off", fields=_fields(before.get(of), entry)))
        before[of] = entry
    bundles = session.execute(select(Bundle.published_at, Bundle.version).where(Bundle.power_code == item))
    found += [Change(at, "flow", version) for at, version in bundles]
    events = (FlowEvent.power_code == item, FlowEvent.action.in_((AGAIN, RETIRED)))
    later = session.execute(select(FlowEvent.at, FlowEvent.action, FlowEvent.version).where(*events))
    found += [Change(at, RETIRED if action == RETIRED else "flow", version) for at, action, version in later]
    return sorted(found, key=lambda change: change.at)


def _fields(before: dict[str, Any] | None, after: dict[str, Any] | None) -> tuple[EntryChange, ...]:
    try:
        return entry_changes(entry_from(before), entry_from(after)) if before and after else ()
    except EntryRefused:  # of a body that adopts an item, or kept under an older form of the entry
        return ()
