"""Verifying chains."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from app.database import db
from app.log.chain import Break, find_break
from app.log.tables import LogLine


@dataclass(frozen=True, slots=True)
class Chain:
    lines: tuple[tuple[int, str, bytes], ...]  # seq, line, hash
    broken: Break | None

    @property
    def head(self) -> str:
        return self.lines[-1][2].hex() if self.lines else ""


def chain_of(case_id: int) -> Chain:
    """All lines of a case's chain in order, and the first place where it does not hold."""
    rows = db.session.execute(
        select(LogLine.seq, LogLine.line, LogLine.hash).where(LogLine.case_id == case_id).order_by(LogLine.seq)
    )
    lines = tuple((row.seq, row.line, row.hash) for row in rows)
    return Chain(lines, find_break(lines))


def case_of_key(key: str) -> int | None:
    """The case that a command with this key has already moved."""
    return db.session.scalar(_OF_KEY, {"of_key": key})


_OF_KEY = select(LogLine.case_id).where(LogLine.key == bindparam("of_key"))
