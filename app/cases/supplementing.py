"""补充材料或说明: what the party adds of its own accord, at any time before the case has ended. It is an entry of the
record like any other; nothing moves by it, and no clock stops. Of a case that was merged it goes to the leading one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.orm import Session

from app.cases.call_records import add_to_record, case_now
from app.cases.moving import PARTY, PLAIN, plain
from app.cases.statements import ADD_ENTRY
from app.cases.supplements import SUPPLEMENTED, THROUGH, leading_case, supplement_form
from app.cases.tables import CaseRow, EntryRow, Material, TaskRow
from app.clock import calendar, now
from app.database import connection_of, db, in_transaction
from app.log.chain import digest, parse
from app.log.tables import LogLine
from app.refusal import Refusal
from engine import Env, FieldError, FormInvalid, Text, dump_value

ACTION = "supplement"
NAME = Text("补充材料或说明", "Papers or an explanation added")
NOTHING = Text("写几句说明，或者选一个文件", "Write an explanation, or choose a file")
MOST_A_DAY = 10
MOST_BYTES = 100 * 1024 * 1024
"""Of all that is handed in so to one case, what was refused for another fault included."""


class CaseOver(Refusal):
    text = Text("这一件已经办结，不能再补充", "The case has ended: nothing can be added to it")


class EnoughToday(Refusal):
    text = Text(
        f"一件一天最多补充 {MOST_A_DAY} 次，请明天再补，或者交到窗口",
        f"At most {MOST_A_DAY} times a day something is added to a case; do it tomorrow, or at the window",
    )


class EnoughPapers(Refusal):
    text = Text(
        f"一件补充的文件合计最多 {MOST_BYTES >> 20} MB，这次的放不下了；请少选几个，或者交到窗口",
        f"The files added to a case have {MOST_BYTES >> 20} MB at most together, and these are beyond that; choose "
        "fewer, or hand them in at the window",
    )


@dataclass(frozen=True, slots=True)
class Supplement:
    """Raw answers to ``supplement_form``; ``key`` makes sending them twice the same as once.

    ``through``: the number of the merged case that the party follows.
    """

    case_id: int
    answers: Mapping[str, Any]
    key: str
    through: str = ""

    @property
    def line_key(self) -> str:
        return f"{ACTION}:{self.case_id}:{self.key}"


@dataclass(frozen=True, slots=True)
class Supplied:
    """Which case has it, since when."""

    number: str
    at: datetime


def receiver_of(case_id: int) -> tuple[int, str]:
    """Id and number of the case that takes what is added: this one, or the one it was merged into. Raises CaseOver."""
    where = CaseRow.id == (leading_case(db.session(), case_id) or case_id)
    case = db.session.execute(select(CaseRow.id, CaseRow.number, CaseRow.status).where(where)).one()
    if case.status == "finished":
        raise CaseOver
    return case.id, case.number


def demand_room(case_id: int, size: int) -> None:
    """To be asked before files of this size are taken. Raises EnoughToday, EnoughPapers."""
    _demand_another(db.session(), case_id)
    names = [field.name for field in supplement_form().fields if field.widget == "file"]
    kept = select(func.sum(Material.size)).where(Material.case_id == case_id, Material.field.in_(names))
    if (db.session.scalar(kept) or 0) + size > MOST_BYTES:
        raise EnoughPapers


def _demand_another(session: Session, case_id: int) -> None:
    today = calendar().start_of(calendar().today(now()))
    mine = (EntryRow.case_id == case_id, EntryRow.kind == SUPPLEMENTED, EntryRow.at >= today)
    if (session.scalar(select(func.count()).where(*mine)) or 0) >= MOST_A_DAY:
        raise EnoughToday


def find_supplied(command: Supplement) -> Supplied | None:
    """What the same command has done already."""
    return _done(db.session(), command)


def supplement(command: Supplement) -> Supplied:
    """Add it to the case. Raises FormInvalid; CaseOver, EnoughToday."""
    values = dict(supplement_form().validate(command.answers, Env(now=now(), calendar=calendar())))
    words = values.pop("words", None) or ""
    papers = {name: value for name, value in values.items() if value}
    if not words and not papers:
        raise FormInvalid([FieldError("words", NOTHING)])
    if command.through:
        papers[THROUGH] = command.through
    return in_transaction(lambda session: _supplement(session, command, words, papers))


def _supplement(session: Session, command: Supplement, words: str, papers: Mapping[str, Any]) -> Supplied:
    case = case_now(session, command.case_id)  # first: who is faster from here on moves the case on
    if done := _done(session, command):
        return done
    if case.status == "finished":
        raise CaseOver
    _demand_another(session, case.id)
    moment = now()
    added = {"opinion": words, "values": dump_value(dict(papers)), "at": moment}
    record_added(session, case, [added], moment, PARTY, command.line_key)
    return Supplied(case.number, moment)


def _done(session: Session, command: Supplement) -> Supplied | None:
    number = select(CaseRow.number).where(CaseRow.id == LogLine.case_id).scalar_subquery()
    row = session.execute(select(LogLine.line, number).where(LogLine.key == command.line_key)).first()
    return row and Supplied(row[1], datetime.fromisoformat(parse(row.line)["at"]))


def record_added(
    session: Session,
    case: Row[Any],
    added: Sequence[dict[str, Any]],
    moment: datetime,
    by: str,
    key: str | None,
    **said: Any,
) -> None:
    """``added``: opinion, values and moment of each entry. Part of the command that calls; raises MovedOn."""
    rows = [{**_BLANK, **one, "case_id": case.id, "seq": case.entry_seq + n} for n, one in enumerate(added, start=1)]
    entries = [digest(plain(row)) for row in rows]
    add_to_record(session, case, ACTION, moment, by, key, rows[-1]["seq"], entries=entries, **said)
    ADD_ENTRY.run_each(connection_of(session), rows)
    session.execute(
        update(TaskRow).where(TaskRow.case_id == case.id, ~TaskRow.is_party).values(supplied_at=moment),
        execution_options={"synchronize_session": False},
    )


_BLANK: dict[str, Any] = {
    **dict.fromkeys(PLAIN), "kind": SUPPLEMENTED, "name": NAME.zh, "name_en": NAME.en, "scope": "0", "by": PARTY,
    "by_name": "", "by_post": "", "by_post_en": "", "path": "[]",
}  # fmt: skip
