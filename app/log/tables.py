"""Log lines. Triggers of the database refuse to change or delete them (see the migrations)."""

from datetime import date, datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Moment, db


class LogLine(db.Model):
    """One command's trace. ``line`` is the canonical JSON that is hashed; ``hash`` = SHA-256(hash before + line)."""

    __tablename__ = "log_lines"
    __table_args__ = (UniqueConstraint("case_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int]
    seq: Mapped[int]
    line: Mapped[str]
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    key: Mapped[str | None] = mapped_column(unique=True)  # of the command: the same command twice is one


class DailyHead(db.Model):
    """The heads of all chains that grew on a day, in one root, chained to the day before and signed."""

    __tablename__ = "daily_heads"

    day: Mapped[date] = mapped_column(primary_key=True)
    cases: Mapped[int]
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))
    sealed_at: Mapped[datetime] = mapped_column(Moment)
