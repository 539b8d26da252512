"""Submissions of flow versions, and what is said about them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Moment, db


class Submission(db.Model):
    """A version as it was submitted: its whole bundle, its proof, and the case in which it is reviewed."""

    __tablename__ = "submissions"
    __table_args__ = (Index("ix_submissions_state_id", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(index=True)  # the draft may be gone
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    power_code: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    name_en: Mapped[str]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    digest: Mapped[str]  # of the model
    archive: Mapped[bytes] = mapped_column(LargeBinary)
    archive_sha256: Mapped[str]
    base_digest: Mapped[str | None] = mapped_column(ForeignKey("bundles.digest"))  # what was effective then
    note: Mapped[str]
    waiver: Mapped[str]
    proof: Mapped[dict[str, Any]] = mapped_column(JSON)
    authors: Mapped[list[int]] = mapped_column(JSON)  # who may not review it
    submitted_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    submitted_at: Mapped[datetime] = mapped_column(Moment)
    key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]  # submitted | returned | withdrawn | closed | frozen
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    reasons: Mapped[str]  # of a return
    effective_on: Mapped[date | None]
    version: Mapped[int | None]  # that it was frozen as
    open_key: Mapped[str | None] = mapped_column(unique=True)  # one open submission a power


class ReviewComment(db.Model):
    """Something said about a submission, about one element or about the whole; ``answers``: the comment answered."""

    __tablename__ = "review_comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    element: Mapped[str | None]
    answers: Mapped[int | None] = mapped_column(ForeignKey("review_comments.id"))
    by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    words: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)


class VersionChange(db.Model):
    """A change of which version is in force, proposed by one of the legal office, that another one has to sign."""

    __tablename__ = "version_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    power_code: Mapped[str] = mapped_column(index=True)
    act: Mapped[str]  # roll-back | call-off | retire
    frozen_id: Mapped[int | None] = mapped_column(ForeignKey("frozen_versions.id"))
    reason: Mapped[str]
    base_digest: Mapped[str | None] = mapped_column(ForeignKey("bundles.digest"))  # what was in force then
    proposed_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str]  # open | signed | declined | taken back
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    open_key: Mapped[str | None] = mapped_column(unique=True)  # the power, while it waits: one at a time
