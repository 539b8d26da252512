"""Calls for opinions, or to sign up for a hearing: open while a case stands where its flow invites
(``daylight:invites``), answered by the step that hears them (``daylight:hears``). What is published of them is here;
who gave an opinion or signed up is for officers only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.orm import Session

from app.cases.call_records import record_opinion
from app.cases.materials import StoredMaterial, get_material
from app.cases.tables import CallRow, OpinionRow, RegistrationRow, WithdrawalRow
from app.cases.views import Fact
from app.catalogue.tables import PowerRow
from app.clock import calendar, now
from app.database import db, in_transaction, till_nobody_was_faster
from app.flows.queries import model_of
from app.people.tables import Organisation
from app.refusal import Refusal
from engine import Element, Model, Text, dump_value, load_value

if TYPE_CHECKING:
    from app.cases.moving import Loaded

PAGE = 20
STANDS = ~select(WithdrawalRow.id).where(WithdrawalRow.registration_id == RegistrationRow.id).exists()
"""Of a sign-up: it has not been taken back."""
LONGEST, LONGEST_NAME = 2000, 60
_SHORT = timedelta(seconds=1)


class NoSuchCall(Refusal):
    text = Text("没有这次征求意见", "There is no such call for opinions")


class CallClosed(Refusal):
    text = Text("已经截止", "It is closed")


class NoOpinion(Refusal):
    text = Text("意见要写两个字以上", "Write an opinion of at least two letters")


class TooLong(Refusal):
    text = Text(
        f"意见最多 {LONGEST} 个字，署名最多 {LONGEST_NAME} 个字",
        f"An opinion has at most {LONGEST} letters, a name {LONGEST_NAME}",
    )


@dataclass(frozen=True, slots=True)
class Seats:
    """At a hearing, for those who ``attend`` or ``speak``."""

    part: str
    limit: int
    taken: int

    @property
    def left(self) -> int:
        return max(0, self.limit - self.taken)


@dataclass(frozen=True, slots=True)
class Call:
    """``facts``: what opinions are asked on. ``answer``: what became of them; empty before that.

    ``hearing``: one signs up for it, as long as there are ``seats``; else opinions are asked.
    """

    id: int
    case_id: int
    power_code: str
    power: Text
    body: Text
    title: str
    facts: tuple[Fact, ...]
    opened_at: datetime
    last_on: date
    open: bool
    count: int
    answer: tuple[Fact, ...]
    answered_at: datetime | None
    hearing: bool = False
    seats: tuple[Seats, ...] = ()


@dataclass(frozen=True, slots=True)
class GiveOpinion:
    call_id: int
    words: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    id: int
    name: str
    words: str
    at: datetime


def follow_calls(session: Session, loaded: "Loaded", moment: datetime) -> None:
    """Open, close and answer calls as the case has just moved."""
    case, elements = loaded.case, loaded.flow.model.elements
    standing = {id: until for id, until in case.waits.items() if elements[id].invites}
    mine = CallRow.case_id == loaded.id
    unclosed = dict(
        session.execute(select(CallRow.element_id, CallRow.id).where(mine, CallRow.closed_at.is_(None))).all()
    )
    for id, row in unclosed.items():
        changed = {"closes_at": standing[id]} if id in standing else {"closed_at": moment}
        session.execute(update(CallRow).where(CallRow.id == row).values(**changed))
    for id in standing.keys() - unclosed.keys():
        session.execute(insert(CallRow), [_opened(loaded, id, standing[id], moment)])
    for made in case.changes.entries:
        heard = elements[made.element_id].hears if made.kind == "completed" and made.element_id in elements else ()
        if heard:
            last = select(func.max(CallRow.id)).where(mine, CallRow.element_id.in_(heard)).group_by(CallRow.element_id)
            answer = {"answer": dump_value(dict(made.values)), "answered_by": made.element_id, "answered_at": moment}
            session.execute(update(CallRow).where(CallRow.id.in_(last.scalar_subquery())).values(**answer))


def _opened(loaded: "Loaded", element_id: str, until: datetime, moment: datetime) -> dict[str, Any]:
    names = loaded.flow.model.elements[element_id].invites
    values = loaded.case.values.get("0", {})
    shown = {name: values[name] for name in names[1:] if values.get(name) is not None}
    return {
        "case_id": loaded.id, "power_code": loaded.power_code, "bundle": loaded.flow.model.digest,
        "element_id": element_id, "title": str(values.get(names[0]) or loaded.power.zh), "shown": dump_value(shown),
        "opened_at": moment, "closes_at": until, **_seats(loaded.flow.model.elements[element_id], values),
    }  # fmt: skip


def _seats(element: Element, values: Mapping[str, Any]) -> dict[str, int | None]:
    """How many there are, by the values that the flow names."""
    named = {"attendees": element.attendees, "speakers": element.speakers}
    said = {part: values.get(name) for part, name in named.items() if name}
    counted = {part: int(value) if isinstance(value, int | Decimal) else 0 for part, value in said.items()}
    return dict.fromkeys(named) | counted


def give_opinion(command: GiveOpinion) -> str:
    """Anybody, by name or without; returns the digest under which the record has it.

    Raises NoSuchCall, CallClosed, NoOpinion, TooLong.
    """
    words, name = command.words.strip(), " ".join(command.name.split())
    if len(words) < 2:
        raise NoOpinion
    if len(words) > LONGEST or len(name) > LONGEST_NAME:
        raise TooLong
    call = find_call(command.call_id)
    if call.hearing:
        raise NoSuchCall
    if not call.open:
        raise CallClosed
    said = (command.call_id, name, words, now())
    return till_nobody_was_faster(lambda: in_transaction(lambda session: record_opinion(session, *said)))


def find_call(id: int) -> Call:
    """Raises NoSuchCall."""
    row = db.session.execute(_calls().where(CallRow.id == id)).first()
    if row is None:
        raise NoSuchCall
    return _call(row)


def open_calls(most: int = 200) -> list[Call]:
    """What ends first first."""
    rows = db.session.execute(_calls().where(_is_open()).order_by(CallRow.closes_at, CallRow.id).limit(most))
    return [_call(row) for row in rows]


def past_calls(before: int | None = None, most: int = PAGE) -> tuple[list[Call], int | None]:
    """Those that are over, the newest first; and the id to go on before, None at the end."""
    wanted = _calls().where(~_is_open())
    if before:
        wanted = wanted.where(CallRow.id < before)
    rows = db.session.execute(wanted.order_by(CallRow.id.desc()).limit(most + 1)).all()
    return [_call(row) for row in rows[:most]], rows[most - 1][0].id if len(rows) > most else None


def calls_of(case_id: int) -> list[Call]:
    """Of one case, the newest first."""
    rows = db.session.execute(_calls(public=False).where(CallRow.case_id == case_id).order_by(CallRow.id.desc()))
    return [_call(row) for row in rows]


def list_opinions(case_id: int, before: int | None = None, most: int = 50) -> tuple[list[Opinion], int | None]:
    """What was said in the calls of a case, the newest first; and the id to go on before, None at the end."""
    wanted = select(OpinionRow).join(CallRow, CallRow.id == OpinionRow.call_id).where(CallRow.case_id == case_id)
    if before:
        wanted = wanted.where(OpinionRow.id < before)
    rows = db.session.scalars(wanted.order_by(OpinionRow.id.desc()).limit(most + 1)).all()
    return [Opinion(r.id, r.name, r.words, r.at) for r in rows[:most]], rows[most - 1].id if len(rows) > most else None


def material_of(call: Call, material_id: str) -> StoredMaterial:
    """A file that the call shows. Raises NoSuchCall."""
    for fact in call.facts:
        if fact.field.widget == "file" and fact.value["id"] == material_id:
            return get_material(material_id, case_id=call.case_id)
    raise NoSuchCall


def _is_open() -> Any:
    return (CallRow.closed_at.is_(None)) & (CallRow.closes_at > now())


def _calls(public: bool = True) -> Select[Any]:
    count = select(func.count()).where(OpinionRow.call_id == CallRow.id).scalar_subquery()
    attend, speak = (
        select(func.count())
        .where(RegistrationRow.call_id == CallRow.id, RegistrationRow.part == part, STANDS)
        .scalar_subquery()
        for part in ("attend", "speak")
    )
    wanted = (
        select(CallRow, PowerRow.name, PowerRow.name_en, Organisation.name, Organisation.name_en, count, attend, speak)
        .join(PowerRow, PowerRow.code == CallRow.power_code)
        .join(Organisation, Organisation.id == PowerRow.organisation_id)
    )
    return wanted.where(PowerRow.disclosed) if public else wanted


def _call(found: Row[Any]) -> Call:
    row, power, power_en, body, body_en, count, attend, speak = found
    seats = (("attend", row.attendees, attend), ("speak", row.speakers, speak))
    model = model_of(row.bundle)
    answer = _answer(model, row.answered_by, load_value(row.answer)) if row.answer else ()
    last = min(row.closes_at, row.closed_at or row.closes_at) - _SHORT
    return Call(
        row.id, row.case_id, row.power_code, Text(power, power_en), Text(body, body_en), row.title,
        tuple(_shown(model, load_value(row.shown))), row.opened_at, calendar().today(last),
        row.closed_at is None and row.closes_at > now(), count, tuple(answer), row.answered_at,
        any(limit is not None for _, limit, _ in seats), tuple(Seats(*one) for one in seats if one[1]),
    )  # fmt: skip


def _shown(model: Model, values: Mapping[str, Any]) -> Iterable[Fact]:
    """In the order in which the flow names them, each by the question that asked for it."""
    fields = {field.name: field for form in model.forms.values() for field in form.fields}
    return (Fact(fields[name], value) for name, value in values.items() if name in fields)


def _answer(model: Model, element_id: str, values: Mapping[str, Any]) -> Iterable[Fact]:
    element = model.elements.get(element_id)
    form = model.forms.get(element.form or "") if element else None
    return (Fact(f, values[f.name]) for f in (form.fields if form else ()) if values.get(f.name) is not None)
