"""Who follows what by e-mail, and the mails that are to go out."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Moment, db


class Subscription(db.Model):
    """An address that follows a case or a power; without ``confirmed_at`` only asked for.

    ``seen``: of a case the last entry that was looked at, of a power how many changes. ``key``: by which whoever has
    the mail confirms and ends it. ``failing_since``: from when what there is to tell cannot be put into words, and why.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (UniqueConstraint("case_id", "address"), UniqueConstraint("power_code", "address"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    power_code: Mapped[str | None] = mapped_column(ForeignKey("powers.code", ondelete="CASCADE"))
    address: Mapped[str]
    language: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    seen: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    failing_since: Mapped[datetime | None] = mapped_column(Moment)
    error: Mapped[str] = mapped_column(default="", server_default="")


class OutgoingMail(db.Model):
    """A mail, written in the transaction that moves the mark of what was told. ``name`` is its Message-ID before the @.

    ``mailbox``: a digest by which mails to one person are counted. Once it is sent ``address`` and ``text`` are
    forgotten.
    """

    __tablename__ = "outgoing_mails"
    __table_args__ = (Index("ix_outgoing_mails_mailbox_kind", "mailbox", "kind", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]  # confirm | news
    subscription_id: Mapped[int] = mapped_column(index=True)
    key: Mapped[str]  # of the subscription
    address: Mapped[str]
    mailbox: Mapped[str]
    language: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)  # waiting | sent | refused
    error: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
