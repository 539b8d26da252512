"""Bundles, their files, and which one of a power is effective."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Moment, db


class Bundle(db.Model):
    """One version of a power's flow model with its forms and tables. Never changes."""

    __tablename__ = "bundles"
    __table_args__ = (UniqueConstraint("power_code", "version"),)

    digest: Mapped[str] = mapped_column(primary_key=True)
    power_code: Mapped[str] = mapped_column(ForeignKey("powers.code"))
    version: Mapped[int]
    published_at: Mapped[datetime] = mapped_column(Moment)


class BundleFile(db.Model):
    __tablename__ = "bundle_files"

    digest: Mapped[str] = mapped_column(ForeignKey("bundles.digest"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class FlowState(db.Model):
    """Whether cases of a power can start, under which bundle, and if not, why.

    A folder without a readable entry has a state too.
    """

    __tablename__ = "flow_states"

    folder: Mapped[str] = mapped_column(primary_key=True)
    power_code: Mapped[str | None] = mapped_column(ForeignKey("powers.code"), unique=True)
    digest: Mapped[str | None] = mapped_column(ForeignKey("bundles.digest"))
    in_service: Mapped[bool]
    reason_zh: Mapped[str] = mapped_column(default="")
    reason_en: Mapped[str] = mapped_column(default="")
    findings: Mapped[list[Any]] = mapped_column(JSON)


class FrozenVersion(db.Model):
    """A version that the legal office has signed. Only ``state`` changes (the database refuses the rest).

    ``statement`` is what is signed: power, version, hashes, dates. ``archive``: the whole bundle with its catalogue
    entry and tests.
    """

    __tablename__ = "frozen_versions"
    __table_args__ = (UniqueConstraint("power_code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    power_code: Mapped[str]  # of a power that enters the catalogue when its first version takes effect
    version: Mapped[int]
    name: Mapped[str]
    name_en: Mapped[str]
    digest: Mapped[str] = mapped_column(index=True)  # of the model that runs
    archive: Mapped[bytes] = mapped_column(LargeBinary)
    statement: Mapped[str]
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))
    key_id: Mapped[str]
    frozen_at: Mapped[datetime] = mapped_column(Moment)
    effective_on: Mapped[date]
    state: Mapped[str]  # scheduled | effective | superseded | retired


class FlowEvent(db.Model):
    """What became of a power's flow, for ever: submitted, returned, frozen, effective, rolled back, retired …"""

    __tablename__ = "flow_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    power_code: Mapped[str] = mapped_column(index=True)
    version: Mapped[int | None]
    digest: Mapped[str | None]
    action: Mapped[str]
    by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str]
    submission_id: Mapped[int | None]


class FlowDraft(db.Model):
    """A flow model being drawn: files that may still be anything. ``revision`` grows with every change of any file."""

    __tablename__ = "flow_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    power_code: Mapped[str] = mapped_column(index=True)  # of a power that need not be in the catalogue yet
    name: Mapped[str]
    name_en: Mapped[str]
    base_digest: Mapped[str | None] = mapped_column(ForeignKey("bundles.digest"))  # the version it began from
    revision: Mapped[int]
    created_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    changed_at: Mapped[datetime] = mapped_column(Moment)
    key: Mapped[str] = mapped_column(unique=True)  # of the command that made it: made twice, it is one
    keys: Mapped[dict[str, int]] = mapped_column(JSON)  # of the last commands, and the revision each made


class DraftFile(db.Model):
    """A file of a draft as it is now, and the revision of the draft that last changed it."""

    __tablename__ = "draft_files"

    draft_id: Mapped[int] = mapped_column(ForeignKey("flow_drafts.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    revision: Mapped[int]
    changed_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    changed_at: Mapped[datetime] = mapped_column(Moment)


class DraftRevision(db.Model):
    """A draft as it was: all files as an archive. Kept where another person went on, and every ten minutes."""

    __tablename__ = "draft_revisions"

    draft_id: Mapped[int] = mapped_column(ForeignKey("flow_drafts.id", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    changed_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    changed_at: Mapped[datetime] = mapped_column(Moment)
    archive: Mapped[bytes] = mapped_column(LargeBinary)


class DraftImport(db.Model):
    """Files that somebody brought, while their reading report is looked at; no draft yet."""

    __tablename__ = "draft_imports"

    key: Mapped[str] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    archive: Mapped[bytes] = mapped_column(LargeBinary)
