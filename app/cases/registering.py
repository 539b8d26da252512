"""Signing up for a public hearing: a call whose event says how many may attend and speak (``daylight:attendees``,
``daylight:speakers``). First come, first served; one person once; who signed up is for officers only.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.cases.call_records import add_to_record, case_of_call, registration_digest
from app.cases.calls import CallClosed, NoSuchCall, find_call
from app.cases.tables import CallRow, RegistrationRow
from app.clock import calendar, now
from app.database import db, in_transaction, till_nobody_was_faster
from engine import Env, FieldError, Form, FormInvalid, Text, dump_value, load_value
from engine.forms import read_form

ACTION = "registration"
ATTEND, SPEAK = "attend", "speak"
_HERE = Path(__file__).parent

FULL = Text("这一种的名额已经报满", "All these seats are taken")
TWICE = Text("这个证件号码已经报过名", "Somebody has signed up with this number already")
NO_POINTS = Text("要发言的，写明想说什么（两个字以上）", "To speak, say about what (two letters or more)")


@dataclass(frozen=True, slots=True)
class Register:
    call_id: int
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Registration:
    """``number``: of the document, its middle hidden."""

    id: int
    part: Text
    name: str
    number: str
    phone: str
    words: str
    at: datetime


def registration_form(parts: tuple[str, ...] = (ATTEND, SPEAK)) -> Form:
    """With the parts for which there are seats."""
    return _form(parts)


@cache
def _form(parts: tuple[str, ...]) -> Form:
    schema, ui = (json.loads((_HERE / f"registering.{kind}.json").read_text()) for kind in ("schema", "ui"))
    schema["properties"]["part"]["enum"] = list(parts)
    return read_form("registering", schema, ui)


def register(command: Register) -> str:
    """Returns the digest under which the record has it. Raises NoSuchCall, CallClosed, FormInvalid."""
    call = find_call(command.call_id)
    if not call.hearing:
        raise NoSuchCall
    if not call.open:
        raise CallClosed
    values = registration_form().validate(command.answers, Env(now=now(), calendar=calendar()))
    if values["part"] == SPEAK and len((values.get("words") or "").strip()) < 2:
        raise FormInvalid([FieldError("words", NO_POINTS)])
    return till_nobody_was_faster(lambda: in_transaction(lambda session: _register(session, call.id, values)))


def _register(session: Session, call_id: int, values: Mapping[str, Any]) -> str:
    """Whoever registers at the same moment moves the case on as well: only one of them has counted right."""
    case, who, part = case_of_call(session, call_id), values["who"], values["part"]
    mine = RegistrationRow.call_id == call_id
    person = f"{who['id_type']}:{who['id_number']}"
    if session.scalar(select(RegistrationRow.id).where(mine, RegistrationRow.person == person)) is not None:
        raise FormInvalid([FieldError("who.id_number", TWICE)])
    column = CallRow.speakers if part == SPEAK else CallRow.attendees
    seats = session.scalar(select(column).where(CallRow.id == call_id)) or 0
    taken = session.scalar(select(func.count()).where(mine, RegistrationRow.part == part)) or 0
    if taken >= seats:
        raise FormInvalid([FieldError("part", FULL)])
    row = {"call_id": call_id, "part": part, "person": person, "said": dump_value(dict(values)), "at": now()}
    said = registration_digest(**row)
    add_to_record(session, case, ACTION, row["at"], call=call_id, registration=said)
    session.execute(insert(RegistrationRow), [row])
    return said


def list_registrations(case_id: int) -> dict[int, list[Registration]]:
    """Of each hearing of a case who signed up, in the order in which they did."""
    wanted = select(RegistrationRow).join(CallRow, CallRow.id == RegistrationRow.call_id)
    found: dict[int, list[Registration]] = {}
    for row in db.session.scalars(wanted.where(CallRow.case_id == case_id).order_by(RegistrationRow.id)):
        found.setdefault(row.call_id, []).append(_registration(row))
    return found


def _registration(row: RegistrationRow) -> Registration:
    values = load_value(row.said)
    who, part = values["who"], registration_form().field("part").option(row.part)
    number = str(who["id_number"])
    hidden = f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}" if len(number) > 7 else "****"
    name = part.text if part else Text("", "")
    return Registration(row.id, name, who["name"], hidden, who["phone"], values.get("words") or "", row.at)
