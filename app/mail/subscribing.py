"""Asking to follow a case or a power, confirming it from the mailbox, ending it."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from app.cases.tables import CaseRow
from app.catalogue.tables import PowerRow
from app.clock import now
from app.database import db, in_transaction, insert_or
from app.jobs.commands import set_job
from app.mail.addresses import mailbox_of, masked, read_address
from app.mail.outbox import TO_CONFIRM, put_in, take_back
from app.mail.settings import the_post
from app.mail.tables import OutgoingMail, Subscription
from app.mail.telling import LOOK, changes_of
from app.mail.wording import confirmation
from app.refusal import Refusal
from engine import Text

MOST_A_DAY = 3  # mails that ask one mailbox to confirm, whoever asks for them


class MailIsOff(Refusal):
    text = Text("本平台没有开通邮件订阅", "This platform sends no mail")


class NoSuchSubscription(Refusal):
    text = Text(
        "这个链接已经失效：订阅已经取消、办件已经办结，或者两天内没有确认",
        "This link is no longer good: the subscription has ended, the case is closed, or two days are over",
    )


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Of a case its id, of a power its code."""

    address: str
    language: str
    case_id: int | None = None
    power_code: str | None = None


@dataclass(frozen=True, slots=True)
class Following:
    """``address``: masked. One of ``number`` and ``power`` is there."""

    id: int
    address: str
    number: str | None
    power: Text | None
    power_code: str | None
    confirmed: bool


def subscribe(command: Subscribe) -> None:
    """Ask the mailbox to confirm; nobody learns what is known of the address. Raises MailIsOff, WrongAddress."""
    if the_post() is None:
        raise MailIsOff
    address = read_address(command.address)
    in_transaction(lambda session: _ask(session, command, address))


def _ask(session: Session, command: Subscribe, address: str) -> None:
    moment, of = now(), {"case_id": command.case_id, "power_code": command.power_code}
    since = (OutgoingMail.kind == "confirm", OutgoingMail.made_at > moment - timedelta(days=1))
    mailbox = mailbox_of(address)
    count = session.scalar(select(func.count()).where(OutgoingMail.mailbox == mailbox, *since)) or 0
    if count >= MOST_A_DAY:
        return
    new = {
        **of, "address": address, "language": command.language, "key": secrets.token_urlsafe(24), "seen": 0,
        "asked_at": moment, "confirmed_at": None,
    }  # fmt: skip
    session.execute(insert_or(session, Subscription).values(new).on_conflict_do_nothing())
    one = session.scalars(select(Subscription).filter_by(**of, address=address)).one()
    one.language, one.asked_at = command.language, moment
    # the same name for the same turn of the day: two who ask at once cannot have a mail more
    name = f"confirm-{mailbox[:32]}-{moment:%Y%m%d}-{count}"
    put_in(session, one, "confirm", name, *confirmation(_following(session, one), one.key, one.language))


def find_following(key: str) -> Following:
    """Raises NoSuchSubscription."""
    one = db.session.scalar(select(Subscription).where(Subscription.key == key))
    if one is None or (one.confirmed_at is None and one.asked_at < now() - TO_CONFIRM):
        raise NoSuchSubscription
    return _following(db.session(), one)


def confirm(key: str) -> Following:
    """From now on, what happens is told. The same twice is once. Raises NoSuchSubscription."""
    following = find_following(key)
    in_transaction(lambda session: _confirm(session, key))
    return following


def _confirm(session: Session, key: str) -> None:
    one = session.scalar(select(Subscription).where(Subscription.key == key))
    if one is None:
        raise NoSuchSubscription
    if one.confirmed_at is None:
        one.confirmed_at, one.seen = now(), _so_far(session, one)
        set_job(session, LOOK, 0, now())


def _so_far(session: Session, one: Subscription) -> int:
    if one.case_id is not None:
        return session.scalar(select(CaseRow.entry_seq).where(CaseRow.id == one.case_id)) or 0
    return len(changes_of(session, one.power_code or ""))


def stop(key: str) -> None:
    """No mail more, none that is waiting either. The same twice is once."""
    in_transaction(lambda session: _stop(session, session.scalar(_id_of(Subscription.key == key))))


def stop_for_case(case_id: int, id: int) -> None:
    """The same from the tracking page."""
    which = _id_of((Subscription.case_id == case_id) & (Subscription.id == id))
    in_transaction(lambda session: _stop(session, session.scalar(which)))


def _id_of(which: Any) -> Select[Any]:
    return select(Subscription.id).where(which)


def _stop(session: Session, id: int | None) -> None:
    if id is not None:
        take_back(session, id)
        session.execute(delete(Subscription).where(Subscription.id == id))


def followers_of(case_id: int) -> list[tuple[int, str]]:
    """Who follows a case by mail: id and masked address."""
    wanted = select(Subscription).where(Subscription.case_id == case_id, Subscription.confirmed_at.is_not(None))
    return [(one.id, masked(one.address)) for one in db.session.scalars(wanted.order_by(Subscription.id))]


def _following(session: Session, one: Subscription) -> Following:
    number = one.case_id and session.scalar(select(CaseRow.number).where(CaseRow.id == one.case_id))
    power = session.execute(select(PowerRow.name, PowerRow.name_en).where(PowerRow.code == one.power_code)).first()
    return Following(
        one.id, masked(one.address), number, Text(*power) if power else None, one.power_code,
        one.confirmed_at is not None,
    )  # fmt: skip


def renew_look() -> None:
    """Let the worker look for what followers are to be told; where mail goes out at all."""
    if the_post() is not None:
        in_transaction(lambda session: set_job(session, LOOK, 0, now()))
