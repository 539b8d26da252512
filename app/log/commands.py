"""Appending to a case's chain, within the transaction of the command that is recorded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.database import connection_of
from app.log.chain import canonical, link
from app.log.tables import LogLine
from app.prepared import Prepared

APPEND = Prepared(insert(LogLine.__table__).inline())


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a case's chain; kept in the case's row so that appending reads nothing."""

    seq: int
    hash: bytes


def following(head: Head, content: dict[str, Any]) -> tuple[Head, str]:
    """The head after a line with this content, and the line."""
    line = canonical({**content, "seq": head.seq + 1})
    return Head(head.seq + 1, link(head.hash, line)), line.decode()


def append(session: Session, case_id: int, head: Head, line: str, key: str | None) -> None:
    """Store the line that ``following`` made."""
    APPEND.run(connection_of(session), line_row(case_id, head, line, key))


def line_row(case_id: int, head: Head, line: str, key: str | None) -> dict[str, Any]:
    return {"case_id": case_id, "seq": head.seq, "line": line, "hash": head.hash, "key": key}


def entry(action: str, by: str, at: datetime, **more: Any) -> dict[str, Any]:
    """What every line says: who did what when."""
    return {"action": action, "by": by, "at": at.isoformat(), **more}
