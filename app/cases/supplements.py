"""What the party added of its own accord, as those read it who have a step in the case, and the party itself."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.orm import Session

from app.cases.tables import CaseLink, CaseRow, EntryRow, TaskRow
from app.cases.views import Added, Fact
from app.database import db
from app.refusal import Refusal
from engine import Form, Text, load_value
from engine.forms import read_form

SUPPLEMENTED = "supplemented"
"""The kind of its entries. Words stand as the opinion, papers as answers."""
THROUGH = "through"
"""Among an entry's values: the number of the case that it was added to, where that had been merged into this one."""
READ_BY = ("completed", "message", "returned")
"""The kinds of an officer's entries before which they were shown what had been added."""
READ_FIRST = ("return", "terminate", "transfer")
"""The operations that say something on what has been handed in: not done either before what was added is read."""
_HERE = Path(__file__).parent


class AddedMeanwhile(Refusal):
    text = Text(
        "您打开这一页以后，当事人补充了材料或说明，所以还没有办。您写的都在，看过补充的再办",
        "Something was added to the case after you had opened this page, so nothing has been done. What you wrote is "
        "still here: look at what was added, then go on",
    )


class MergedMeanwhile(AddedMeanwhile):
    text = Text(
        "您打开这一页以后，另有案件并入本案，所以还没有办。您写的都在，看过它的事实和材料再办",
        "Another case was merged into this one after you had opened this page, so nothing has been done. What you "
        "wrote is still here: look at its facts and materials, then go on",
    )


@cache
def supplement_form() -> Form:
    """What can be added at once: words, and a few files."""
    schema, ui = (json.loads((_HERE / f"supplement.{kind}.json").read_text()) for kind in ("schema", "ui"))
    return read_form("supplement", schema, ui)


def demand_seen(case_id: int, seen: int | None) -> None:
    """Nothing was added after the entry ``seen``; None: nobody looked at a page.

    Raises AddedMeanwhile, MergedMeanwhile.
    """
    if seen is None:
        return
    came = (EntryRow.case_id == case_id, EntryRow.kind.in_(_CAME), EntryRow.seq > seen)
    first = db.session.scalar(select(EntryRow.kind).where(*came).order_by(EntryRow.seq).limit(1))
    if first is not None:
        raise _CAME[first]


_CAME = {SUPPLEMENTED: AddedMeanwhile, "merged": MergedMeanwhile}


def added_since(case_id: int, since: datetime | None) -> tuple[Added, ...]:
    """To the case and to those merged into it, the newest first; None: all."""
    wanted = _wanted().where(EntryRow.case_id.in_([case_id, *_merged_into(db.session(), case_id)]))
    rows = db.session.execute(wanted if since is None else wanted.where(EntryRow.at >= since))
    return tuple(_added(row, load_value(row.values)) for row in rows)


def unread_since(session: Session, case_id: int) -> datetime | None:
    """From when on something added may not have been seen: whoever signed last may have had another step.

    None: from the beginning, no officer has done anything yet.
    """
    read = select(func.max(EntryRow.at)).where(
        EntryRow.case_id == case_id, EntryRow.kind.in_(READ_BY), EntryRow.by_name != ""
    )
    opened = select(func.min(TaskRow.opened_at)).where(TaskRow.case_id == case_id, ~TaskRow.is_party)
    last, oldest = session.execute(select(read.scalar_subquery(), opened.scalar_subquery())).one()
    return last and min(last, oldest or last)


def mark_unread(session: Session, case_id: int) -> None:
    """The inbox says it of the open steps too that were not there when it came; part of the command that opens them."""
    unread = added_since(case_id, unread_since(session, case_id))
    if unread:
        session.execute(
            update(TaskRow)
            .where(TaskRow.case_id == case_id, ~TaskRow.is_party, TaskRow.supplied_at.is_(None))
            .values(supplied_at=unread[0].at),
            execution_options={"synchronize_session": False},
        )


def added_through(case_id: int, number: str) -> tuple[Added, ...]:
    """What whoever follows this case, of this number, added to those that it was merged into; the newest first."""
    rows = db.session.execute(_wanted().where(EntryRow.case_id.in_(leading_cases(db.session(), case_id))))
    read = ((row, load_value(row.values)) for row in rows)
    return tuple(_added(row, values) for row, values in read if values.get(THROUGH) == number)


def leading_case(session: Session, case_id: int) -> int | None:
    """The case that goes on with this one's facts: it was merged, perhaps more than once; None if it was not."""
    return next(reversed(leading_cases(session, case_id)), None)


def leading_cases(session: Session, case_id: int) -> list[int]:
    """All of them, the one that goes on last: what had been merged may have been split off again."""
    found: list[int] = []
    while (other := session.scalar(_into(found[-1] if found else case_id))) is not None:
        found.append(other)
    apart = select(CaseLink.case_id).where(CaseLink.source_id == case_id, CaseLink.other_id.in_(found))
    again = session.scalar(apart) if found else None
    return found if again is None else [*found, again, *leading_cases(session, again)]


def _into(case_id: int) -> Select[tuple[int]]:
    return select(CaseLink.other_id).where(CaseLink.case_id == case_id, CaseLink.kind == "merged")


def _merged_into(session: Session, case_id: int) -> list[int]:
    found: list[int] = []
    around = [case_id]
    while around:
        merged = select(CaseLink.case_id).where(CaseLink.other_id.in_(around), CaseLink.kind == "merged")
        around = list(session.scalars(merged))
        found += around
    return found


def _wanted() -> Select[Any]:
    return (
        select(CaseRow.number, EntryRow.at, EntryRow.opinion, EntryRow.values)
        .join(CaseRow, CaseRow.id == EntryRow.case_id)
        .where(EntryRow.kind == SUPPLEMENTED)
        .order_by(EntryRow.at.desc(), EntryRow.id.desc())
    )


def _added(row: Row[Any], values: Mapping[str, Any]) -> Added:
    papers = (Fact(field, values[field.name]) for field in supplement_form().fields if values.get(field.name))
    return Added(row.number, row.at, row.opinion, tuple(papers))
