"""Whether a case's record is whole: the chain holds, its end is the one the case knows, the entries are those it
names, who applied in whose name is as it says, what was published of it is what it says, and what was signed for too.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.cases.answered import first_other_answer
from app.cases.call_records import first_other_opinion
from app.cases.moving import PLAIN, plain
from app.cases.reading import first_other_reading
from app.cases.standing import standing_line, values_of
from app.cases.tables import CaseRow, EntryRow
from app.cases.views import ChainStatus
from app.database import db
from app.log.chain import digest, parse
from app.log.queries import chain_of


def chain_status(case_id: int) -> ChainStatus:
    """The status of one case's record."""
    chain = chain_of(case_id)
    broken = chain.broken.seq if chain.broken else _first_other_entry(case_id, chain.lines)
    if broken is None and chain.lines and not _same_standing(case_id, parse(chain.lines[0][1])):
        broken = 1
    if broken is None:
        broken = first_other_opinion(case_id, chain.lines)
    if broken is None:
        broken = first_other_answer(case_id, chain.lines)
    if broken is None:
        broken = first_other_reading(case_id, chain.lines)
    head = db.session.execute(select(CaseRow.log_seq, CaseRow.log_hash).where(CaseRow.id == case_id)).one()
    if broken is None and (len(chain.lines), chain.head) != (head.log_seq, head.log_hash.hex()):
        broken = len(chain.lines) + 1
    return ChainStatus(broken is None, len(chain.lines), chain.head, broken)


def verify_all() -> tuple[int, list[tuple[str, str]]]:
    """How many cases were checked, and number and reason of those whose record was altered."""
    cases = db.session.execute(select(CaseRow.id, CaseRow.number).order_by(CaseRow.id)).all()
    broken = []
    for case in cases:
        status = chain_status(case.id)
        if not status.whole:
            broken.append((case.number, f"from log line {status.broken_at} on"))
    return len(cases), broken


def _same_standing(case_id: int, first: Mapping[str, Any]) -> bool:
    said = standing_line(values_of(case_id))
    return said == {name: first[name] for name in ("standing", "agent") if name in first}


def _first_other_entry(case_id: int, lines: tuple[tuple[int, str, bytes], ...]) -> int | None:
    """The line whose entries are not what is stored; None if all are."""
    columns = [getattr(EntryRow, name) for name in (*PLAIN, "at")]
    stored = iter(
        db.session.execute(select(*columns).where(EntryRow.case_id == case_id).order_by(EntryRow.seq)).mappings().all()
    )
    for seq, line, _ in lines:
        for named in parse(line).get("entries", ()):
            row = next(stored, None)
            if row is None or digest(plain(dict(row))) != named:
                return seq
    return None if next(stored, None) is None else len(lines) + 1
