"""委托（AB 岗）: who is away names a colleague of the same organisation, who does the tasks of their posts."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clock import now, today
from app.database import db, in_transaction
from app.people.errors import CannotDelegate
from app.people.queries import Officer
from app.people.tables import Delegation, OfficerRow
from engine import Text

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Delegate:
    """``first`` to ``last``: both days count."""

    principal: Officer
    deputy_id: int
    first: date
    last: date
    reason: str
    key: str


@dataclass(frozen=True, slots=True)
class DelegationView:
    id: int
    principal: Text
    deputy: Text
    mine: bool  # the officer who looks is away
    first: date
    last: date
    reason: str
    in_force: bool


def delegate(command: Delegate) -> None:
    """Name a deputy. Raises CannotDelegate, which says why."""

    def store(session: Session) -> None:
        if session.scalar(select(Delegation.id).where(Delegation.key == command.key)) is not None:
            return
        _demand_lawful(session, command)
        session.execute(
            insert(Delegation).values(
                principal_id=command.principal.id, deputy_id=command.deputy_id, first_day=command.first,
                last_day=command.last, reason=command.reason.strip(), made_at=now(), key=command.key,
            )
        )  # fmt: skip

    try:
        in_transaction(store)
    except IntegrityError:  # the same form, sent twice at once
        if db.session.scalar(select(Delegation.id).where(Delegation.key == command.key)) is None:
            raise


def _demand_lawful(session: Session, command: Delegate) -> None:
    first, last = command.first, command.last
    if not command.reason.strip():
        raise CannotDelegate(Text("委托须写明理由", "A delegation needs a reason"))
    if first < today() or last < first or last - first > LONGEST:
        raise CannotDelegate(
            Text("起止日期不对：从今天或以后开始，最长一年", "Wrong dates: from today or later, for a year at most")
        )
    # one delegation after another is decided upon: two at once would both find none
    session.execute(select(OfficerRow.id).where(OfficerRow.id.in_([command.principal.id, command.deputy_id]))
                    .order_by(OfficerRow.id).with_for_update())  # fmt: skip
    deputy = session.execute(
        select(OfficerRow.organisation_id, OfficerRow.active).where(OfficerRow.id == command.deputy_id)
    ).first()
    if deputy is None or not deputy.active or command.deputy_id == command.principal.id:
        raise CannotDelegate(Text("请选一位同事", "Choose a colleague"))
    if deputy.organisation_id != command.principal.organisation_id:
        raise CannotDelegate(Text("只能委托本机关的人", "Only a colleague of the same organisation can stand in"))
    during = (Delegation.ended_at.is_(None), Delegation.first_day <= last, Delegation.last_day >= first)
    if session.scalar(select(Delegation.id).where(Delegation.principal_id == command.principal.id, *during)):
        raise CannotDelegate(Text("这段时间已经委托了人", "Somebody stands in for you in that time already"))
    if session.scalar(select(Delegation.id).where(Delegation.principal_id == command.deputy_id, *during)):
        raise CannotDelegate(Text("这位同事这段时间也不在岗", "This colleague is away too in that time"))


def end_delegation(delegation_id: int, principal: Officer) -> None:
    """Call it off; what was done under it stands. Raises CannotDelegate."""

    def end(session: Session) -> None:
        ended = session.execute(
            update(Delegation)
            .where(
                Delegation.id == delegation_id, Delegation.principal_id == principal.id, Delegation.ended_at.is_(None)
            )
            .values(ended_at=now()),
            execution_options={"synchronize_session": False},
        )
        if ended.rowcount != 1:  # type: ignore[attr-defined]
            raise CannotDelegate(Text("没有这个委托，或者已经结束", "There is no such delegation, or it has ended"))

    in_transaction(end)


def list_delegations(officer: Officer) -> list[DelegationView]:
    """Those that hold now or will: by the officer, and to the officer; the earliest first."""
    principal, deputy = OfficerRow.__table__.alias("principal"), OfficerRow.__table__.alias("deputy")
    rows = db.session.execute(
        select(Delegation, principal.c.name, principal.c.name_en, deputy.c.name, deputy.c.name_en)
        .join(principal, principal.c.id == Delegation.principal_id)
        .join(deputy, deputy.c.id == Delegation.deputy_id)
        .where(
            or_(Delegation.principal_id == officer.id, Delegation.deputy_id == officer.id),
            Delegation.ended_at.is_(None),
            Delegation.last_day >= today(),
        )
        .order_by(Delegation.first_day, Delegation.id)
    ).all()
    return [
        DelegationView(
            d.id, Text(zh, en), Text(zh2, en2), d.principal_id == officer.id,
            d.first_day, d.last_day, d.reason, d.first_day <= today(),
        )
        for d, zh, en, zh2, en2 in rows
    ]  # fmt: skip
