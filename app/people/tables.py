"""Organisations, posts, officers."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Moment, db


class Organisation(db.Model):
    """A government or one of its departments.

    ``kind`` is what flow models call it, in whatever city it is: 市场监督管理局.
    """

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str] = mapped_column(index=True)
    level: Mapped[str]  # city | county | township
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))


class Post(db.Model):
    """A post of an organisation: what a lane of a flow model names."""

    __tablename__ = "posts"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str]
    name_en: Mapped[str]


class OfficerRow(db.Model):
    """Someone who works here. ``session_stamp`` grows when every session of theirs is to end; ``password_given``: by
    somebody else, who knows it, so that it is changed before anything is done under it.
    """

    __tablename__ = "officers"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    password_hash: Mapped[str]
    password_given: Mapped[bool] = mapped_column(default=False)
    is_admin: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    session_stamp: Mapped[int] = mapped_column(default=0)


class Holding(db.Model):
    """An officer holds a post."""

    __tablename__ = "holdings"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True, index=True)


class Delegation(db.Model):
    """While ``principal`` is away, ``first_day`` to ``last_day``, ``deputy`` does their posts' tasks too."""

    __tablename__ = "delegations"
    __table_args__ = (
        Index("ix_delegations_deputy_id_last_day", "deputy_id", "last_day"),
        Index("ix_delegations_principal_id_last_day", "principal_id", "last_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    principal_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)  # called off before its last day
    key: Mapped[str] = mapped_column(unique=True)  # of the command: the same command twice is one
