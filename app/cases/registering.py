"""Signing up for a public hearing: a call whose event says how many may attend and speak (``daylight:attendees``,
``daylight:speakers``). First come, first served; one person once; who signed up is for officers only, and takes it back
with the code and password that are shown then.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Select, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.cases.call_records import SIGNED_UP, WITHDRAWN, add_to_record, case_of_call, registration_digest
from app.cases.calls import STANDS, CallClosed, NoSuchCall, find_call
from app.cases.errors import WrongQueryCode
from app.cases.keys import code_for, new_key, normal, password_for, password_is, sealed_password
from app.cases.tables import CallRow, CaseRow, RegistrationRow, WithdrawalRow
from app.clock import calendar, now
from app.database import db, in_transaction, till_nobody_was_faster
from app.refusal import Refusal
from engine import Env, FieldError, Form, FormInvalid, Text, dump_value, load_value
from engine.forms import read_form

ATTEND, SPEAK = "attend", "speak"
_HERE = Path(__file__).parent

FULL = Text("这一种的名额已经报满", "All these seats are taken")
TWICE = Text("这个证件号码已经报过名", "Somebody has signed up with this number already")
NO_POINTS = Text("要发言的，写明想说什么（两个字以上）", "To speak, say about what (two letters or more)")


class TooLate(Refusal):
    text = Text("听证已经结束，不能再取消报名", "The hearing is over: a sign-up can no longer be taken back")


@dataclass(frozen=True, slots=True)
class Register:
    """``key`` makes sending it twice the same as once."""

    call_id: int
    answers: Mapping[str, Any]
    key: str = field(default_factory=new_key)


@dataclass(frozen=True, slots=True)
class TakeBack:
    code: str
    password: str


@dataclass(frozen=True, slots=True)
class Seat:
    """What whoever signed up takes home. ``digest``: under which the record has it."""

    call_id: int
    part: Text
    name: str
    at: datetime
    code: str
    password: str
    digest: str
    withdrawn_at: datetime | None


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
    withdrawn_at: datetime | None


def registration_form(parts: tuple[str, ...] = (ATTEND, SPEAK)) -> Form:
    """With the parts for which there are seats."""
    return _form(parts)


@cache
def _form(parts: tuple[str, ...]) -> Form:
    schema, ui = (json.loads((_HERE / f"registering.{kind}.json").read_text()) for kind in ("schema", "ui"))
    schema["properties"]["part"]["enum"] = list(parts)
    return read_form("registering", schema, ui)


def register(command: Register) -> Seat:
    """Raises NoSuchCall, CallClosed, FormInvalid."""
    done = find_seat(command.key)
    if done:
        return done
    call = find_call(command.call_id)
    if not call.hearing:
        raise NoSuchCall
    if not call.open:
        raise CallClosed
    values = registration_form().validate(command.answers, Env(now=now(), calendar=calendar()))
    if values["part"] == SPEAK and len((values.get("words") or "").strip()) < 2:
        raise FormInvalid([FieldError("words", NO_POINTS)])
    try:
        till_nobody_was_faster(lambda: in_transaction(lambda session: _register(session, command, values)))
    except (FormInvalid, IntegrityError):  # the same form, sent twice at once
        if find_seat(command.key) is None:
            raise
    seat = find_seat(command.key)
    assert seat is not None, "what was stored under the key is found by it"
    return seat


def _register(session: Session, command: Register, values: Mapping[str, Any]) -> None:
    """Whoever registers at the same moment moves the case on as well: only one of them has counted right."""
    call_id, who, part = command.call_id, values["who"], values["part"]
    case = case_of_call(session, call_id)
    mine = (RegistrationRow.call_id == call_id) & STANDS
    person = f"{who['id_type']}:{who['id_number']}"
    if session.scalar(select(RegistrationRow.id).where(mine, RegistrationRow.person == person)) is not None:
        raise FormInvalid([FieldError("who.id_number", TWICE)])
    column = CallRow.speakers if part == SPEAK else CallRow.attendees
    seats = session.scalar(select(column).where(CallRow.id == call_id)) or 0
    taken = session.scalar(select(func.count()).where(mine, RegistrationRow.part == part)) or 0
    if taken >= seats:
        raise FormInvalid([FieldError("part", FULL)])
    row = {
        "call_id": call_id, "part": part, "person": person, "said": dump_value(dict(values)), "at": now(),
        "code": code_for(command.key), "sealed": sealed_password(password_for(command.key)),
    }  # fmt: skip
    add_to_record(session, case, SIGNED_UP, row["at"], call=call_id, registration=registration_digest(**row))
    session.execute(insert(RegistrationRow), [row])


def find_seat(key: str) -> Seat | None:
    """The seat that the command with this key took."""
    found = db.session.execute(_signed_up().where(RegistrationRow.code == code_for(key))).first()
    if found is None:
        return None
    row, withdrawn_at = found
    who = load_value(row.said)["who"]
    return Seat(
        row.call_id, _part(row), who["name"], row.at, row.code, password_for(key), _digest(row), withdrawn_at,
    )  # fmt: skip


def take_back(command: TakeBack) -> int:
    """Give the seat up, which is then anybody's; the same twice is once. Returns the call's id.

    Raises WrongQueryCode, as slowly for an unknown code as for a wrong password; TooLate.
    """
    wanted = select(RegistrationRow).where(RegistrationRow.code == normal(command.code))
    row = db.session.scalar(wanted)
    if not password_is(normal(command.password), row and row.sealed) or row is None:
        raise WrongQueryCode
    id, call_id, digest = row.id, row.call_id, _digest(row)
    till_nobody_was_faster(lambda: in_transaction(lambda session: _take_back(session, id, call_id, digest)))
    return call_id


def _take_back(session: Session, id: int, call_id: int, digest: str) -> None:
    case, moment = case_of_call(session, call_id), now()  # first: who is faster from here on moves the case on
    if session.scalar(select(WithdrawalRow.id).where(WithdrawalRow.registration_id == id)) is not None:
        return
    running = CallRow.answered_at.is_(None) & (CaseRow.status == "running")
    asked = select(CallRow.id).join(CaseRow, CaseRow.id == CallRow.case_id).where(CallRow.id == call_id, running)
    if session.scalar(asked) is None:
        raise TooLate
    add_to_record(session, case, WITHDRAWN, moment, call=call_id, withdrawn=digest)
    session.execute(insert(WithdrawalRow), [{"registration_id": id, "at": moment}])


def list_registrations(case_id: int) -> dict[int, list[Registration]]:
    """Of each hearing of a case who signed up, in the order in which they did; also who took it back."""
    wanted = _signed_up().join(CallRow, CallRow.id == RegistrationRow.call_id)
    found: dict[int, list[Registration]] = {}
    for row in db.session.execute(wanted.where(CallRow.case_id == case_id).order_by(RegistrationRow.id)):
        found.setdefault(row[0].call_id, []).append(_registration(row))
    return found


def _signed_up() -> Select[tuple[RegistrationRow, datetime | None]]:
    """Each with when it was taken back."""
    return select(RegistrationRow, WithdrawalRow.at).outerjoin(
        WithdrawalRow, WithdrawalRow.registration_id == RegistrationRow.id
    )


def _registration(found: Row[tuple[RegistrationRow, datetime | None]]) -> Registration:
    row, withdrawn_at = found
    values = load_value(row.said)
    who = values["who"]
    number = str(who["id_number"])
    hidden = f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}" if len(number) > 7 else "****"
    words = values.get("words") or ""
    return Registration(row.id, _part(row), who["name"], hidden, who["phone"], words, row.at, withdrawn_at)


def _part(row: RegistrationRow) -> Text:
    option = registration_form().field("part").option(row.part)
    return option.text if option else Text("", "")


def _digest(row: RegistrationRow) -> str:
    return registration_digest(row.call_id, row.part, row.person, row.said, row.at, row.code, row.sealed)
