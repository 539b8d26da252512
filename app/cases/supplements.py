"""What the party added of its own accord, as those read it who have a step in the case, and the party itself."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from app.cases.tables import CaseLink, CaseRow, EntryRow
from app.cases.views import Added, Fact
from app.database import db
from app.refusal import Refusal
from engine import Form, Text, load_value
from engine.forms import read_form

SUPPLEMENTED = "supplemented"
"""The kind of its entries. Words stand as the opinion, papers as answers."""
THROUGH = "through"
"""Among an entry's values: the number of the case that it was added to, where that had been merged into this one."""
_HERE = Path(__file__).parent


class AddedMeanwhile(Refusal):
    text = Text(
        "您打开这一页以后，当事人补充了材料或说明，还没有签署。您写的都在，看过补充的再签署",
        "Something was added to the case after you had opened this page, so nothing has been signed. What you wrote is "
        "still here: look at what was added, then sign",
    )


@cache
def supplement_form() -> Form:
    """What can be added at once: words, and a few files."""
    schema, ui = (json.loads((_HERE / f"supplement.{kind}.json").read_text()) for kind in ("schema", "ui"))
    return read_form("supplement", schema, ui)


def demand_seen(case_id: int, seen: int) -> None:
    """Nothing was added after the entry ``seen``. Raises AddedMeanwhile."""
    later = (EntryRow.case_id == case_id, EntryRow.kind == SUPPLEMENTED, EntryRow.seq > seen)
    if db.session.scalar(select(EntryRow.id).where(*later).limit(1)) is not None:
        raise AddedMeanwhile


def added_since(case_id: int, since: datetime | None) -> tuple[Added, ...]:
    """To the case and to those merged into it, the newest first; None: all."""
    wanted = _wanted().where(EntryRow.case_id.in_([case_id, *_merged_into(db.session(), case_id)]))
    rows = db.session.execute(wanted if since is None else wanted.where(EntryRow.at >= since))
    return tuple(_added(row, load_value(row.values)) for row in rows)


def added_through(case_id: int, number: str) -> tuple[Added, ...]:
    """To a case by whoever follows the one of this number, which was merged into it; the newest first."""
    rows = db.session.execute(_wanted().where(EntryRow.case_id == case_id))
    read = ((row, load_value(row.values)) for row in rows)
    return tuple(_added(row, values) for row, values in read if values.get(THROUGH) == number)


def leading_case(session: Session, case_id: int) -> int | None:
    """The case that this one was merged into, and that again if need be; None if it was not."""
    found = None
    while (other := session.scalar(_into(found or case_id))) is not None:
        found = other
    return found


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
