"""Looking at jobs."""

from sqlalchemy import select

from app.database import db
from app.jobs.tables import Job


def list_failed_jobs() -> list[Job]:
    """What the worker gave up, for the admin page."""
    return list(db.session.scalars(select(Job).where(Job.state == "failed").order_by(Job.due_at)))
