"""Jobs."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Moment, db


class Job(db.Model):
    """Something due at a time. One of a kind for a subject: a case's next timer replaces the one before."""

    __tablename__ = "jobs"
    __table_args__ = (UniqueConstraint("kind", "subject"), Index("ix_jobs_state_due_at", "state", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str]  # waiting | taken | failed
    owner: Mapped[str | None]
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
