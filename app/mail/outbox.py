"""The outbox: mails are put there in the transaction of what they tell, and sent by the worker, each once.

Only where a worker dies between the mail server's yes and the mark it goes out again, under the same Message-ID.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.clock import now
from app.database import db, in_transaction, insert_or
from app.jobs.commands import set_job
from app.jobs.tables import Job
from app.jobs.worker import handles
from app.mail.addresses import mailbox_of, masked
from app.mail.posting import Letter, NotSent, RefusedForGood, hand_over
from app.mail.settings import the_post
from app.mail.tables import OutgoingMail, Subscription
from app.refusal import Refusal
from engine import Text

KIND = "mail"
ATTEMPTS = 50  # ever later and at last every hour: two days, over a weekend without a mail server
TO_CONFIRM = timedelta(days=2)
KEPT = timedelta(days=30)  # what was sent, without address and text
_GIVEN_UP = or_(OutgoingMail.state == "refused", and_(OutgoingMail.state == "waiting", Job.state == "failed"))


class NoSuchMail(Refusal):
    text = Text("没有这封邮件，或者已经发出", "There is no such mail, or it has been sent")


@dataclass(frozen=True, slots=True)
class Unsent:
    """``given_up``: nobody tries any more. ``again_at``: when it is tried next."""

    id: int
    to: str
    subject: str
    made_at: datetime
    attempts: int
    error: str
    given_up: bool
    again_at: datetime | None


def put_in(session: Session, subscription: Subscription, kind: str, name: str, subject: str, text: str) -> None:
    """Part of the command that calls; what is there under this name already stays as it is."""
    row = {
        "name": name, "kind": kind, "subscription_id": subscription.id, "key": subscription.key,
        "address": subscription.address, "mailbox": mailbox_of(subscription.address),
        "language": subscription.language, "subject": subject, "text": text, "state": "waiting", "error": "",
        "made_at": now(), "sent_at": None,
    }  # fmt: skip
    statement = insert_or(session, OutgoingMail).values(row).on_conflict_do_nothing().returning(OutgoingMail.id)
    id = session.scalar(statement)
    if id is not None:
        set_job(session, KIND, id, now())


@handles(KIND, most=ATTEMPTS)
def send(id: int) -> None:
    """Send it. Raises NotSent, at which the worker tries again later."""
    mail = db.session.get(OutgoingMail, id)
    if mail is None or mail.state != "waiting":
        in_transaction(lambda session: set_job(session, KIND, id, None))
        return
    post = the_post()
    if post is None:
        raise NotSent("DAYLIGHT_MAIL is not set")
    stop = f"{post.address}/mail/stop/{mail.key}"
    letter = Letter(mail.name, mail.address, mail.subject, mail.text, mail.language, stop)
    subscription_id = mail.subscription_id
    db.session.rollback()  # nothing is held open while the mail server thinks
    try:
        hand_over(post, letter)
    except RefusedForGood as refusal:
        error = str(refusal)
        in_transaction(lambda session: _refused(session, id, subscription_id, error))
    else:
        in_transaction(lambda session: _sent(session, id))


def _sent(session: Session, id: int) -> None:
    done = {"state": "sent", "sent_at": now(), "address": "", "text": "", "error": ""}
    session.execute(update(OutgoingMail).where(OutgoingMail.id == id).values(done))
    set_job(session, KIND, id, None)


def _refused(session: Session, id: int, subscription_id: int, error: str) -> None:
    """Nothing more goes to an address that the mail server does not know."""
    session.execute(update(OutgoingMail).where(OutgoingMail.id == id).values(state="refused", error=error[:500]))
    session.execute(delete(Subscription).where(Subscription.id == subscription_id))
    set_job(session, KIND, id, None)


def take_back(session: Session, subscription_id: int) -> None:
    """What waits for somebody who does not want it any more is not sent."""
    waiting = select(OutgoingMail.id).where(
        OutgoingMail.subscription_id == subscription_id, OutgoingMail.state == "waiting"
    )
    ids = session.scalars(waiting).all()
    session.execute(delete(Job).where(Job.kind == KIND, Job.subject.in_(ids)))
    session.execute(delete(OutgoingMail).where(OutgoingMail.id.in_(ids)))


def tidy(session: Session) -> None:
    """Forget what was sent long ago, and who asked and never confirmed."""
    unconfirmed = Subscription.confirmed_at.is_(None) & (Subscription.asked_at < now() - TO_CONFIRM)
    session.execute(delete(Subscription).where(unconfirmed))
    session.execute(delete(OutgoingMail).where(OutgoingMail.state == "sent", OutgoingMail.sent_at < now() - KEPT))


def list_unsent(most: int = 200) -> list[Unsent]:
    """What was given up or failed at least once, the newest first."""
    wanted = (
        select(OutgoingMail, Job.attempts, Job.error, Job.state, Job.due_at)
        .outerjoin(Job, and_(Job.kind == KIND, Job.subject == OutgoingMail.id))
        .where(or_(_GIVEN_UP, and_(OutgoingMail.state == "waiting", Job.attempts > 0)))
        .order_by(OutgoingMail.id.desc())
        .limit(most)
    )
    return [
        Unsent(
            mail.id, masked(mail.address), mail.subject, mail.made_at, attempts or 1, _said(mail.error or error or ""),
            mail.state == "refused" or state == "failed", None if state in (None, "failed") else due_at,
        )
        for mail, attempts, error, state, due_at in db.session.execute(wanted)
    ]  # fmt: skip


def _said(error: str) -> str:
    return error.removeprefix(f"{NotSent.__name__}: ")


def count_given_up() -> int:
    wanted = (
        select(func.count(OutgoingMail.id))
        .outerjoin(Job, and_(Job.kind == KIND, Job.subject == OutgoingMail.id))
        .where(_GIVEN_UP)
    )
    return db.session.scalar(wanted) or 0


def try_again(id: int) -> None:
    """What was given up. Raises NoSuchMail."""

    def again(session: Session) -> None:
        refused = update(OutgoingMail).where(OutgoingMail.id == id, OutgoingMail.state == "refused")
        failed = delete(Job).where(Job.kind == KIND, Job.subject == id, Job.state == "failed")
        given_up = refused.values(state="waiting", error=""), failed
        if not any(session.execute(statement).rowcount for statement in given_up):
            raise NoSuchMail
        set_job(session, KIND, id, now())

    in_transaction(again)


def try_all_again() -> None:
    """All that was given up."""
    for one in list_unsent():
        if one.given_up:
            try_again(one.id)


def let_go(id: int) -> None:
    """What was given up is not sent. Raises NoSuchMail."""

    def drop(session: Session) -> None:
        refused = delete(OutgoingMail).where(OutgoingMail.id == id, OutgoingMail.state == "refused")
        failed = delete(Job).where(Job.kind == KIND, Job.subject == id, Job.state == "failed")
        if not any(session.execute(statement).rowcount for statement in (refused, failed)):
            raise NoSuchMail
        session.execute(delete(OutgoingMail).where(OutgoingMail.id == id))

    in_transaction(drop)
