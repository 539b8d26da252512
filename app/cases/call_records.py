"""Opinions, sign-ups, those taken back, and what became of them, in the record: each is a line of the case's chain,
told by its digest; what a call shows and answers is what the entries of the case hold, which the chain covers too.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.orm import Session

from app.cases.tables import CallRow, CaseRow, EntryRow, OpinionRow, RegistrationRow, WithdrawalRow
from app.database import MovedOn, db
from app.log.chain import digest, parse
from app.log.commands import Head, append, entry, following
from app.log.queries import chain_of
from engine import load_value

ACTION, PUBLIC, SIGNED_UP, WITHDRAWN = "opinion", "public", "registration", "withdrawn"
Lines = tuple[tuple[int, str, bytes], ...]
_REGISTRATION = tuple(
    getattr(RegistrationRow, name) for name in ("call_id", "part", "person", "said", "at", "code", "sealed")
)


def opinion_digest(call_id: int, name: str, words: str, at: datetime) -> str:
    """What a line holds of an opinion."""
    return digest({"call": call_id, "name": name, "words": words, "at": at.astimezone(UTC).isoformat()})


def record_opinion(session: Session, call_id: int, name: str, words: str, at: datetime) -> str:
    """Keep it, with its line at the end of the case's chain; returns the digest.

    Raises MovedOn if the case was moved on at the same moment.
    """
    said = opinion_digest(call_id, name, words, at)
    add_to_record(session, case_of_call(session, call_id), ACTION, at, call=call_id, opinion=said)
    session.execute(insert(OpinionRow), [{"call_id": call_id, "name": name, "words": words, "at": at}])
    return said


def registration_digest(
    call_id: int, part: str, person: str, said: str, at: datetime, code: str | None = None, sealed: str | None = None
) -> str:
    """What a line holds of a sign-up; and of its being taken back, which is held to the password by that."""
    held = {"call": call_id, "part": part, "person": person, "said": said, "at": at.astimezone(UTC).isoformat()}
    return digest(held if sealed is None else {**held, "code": code, "sealed": sealed})


def case_of_call(session: Session, call_id: int) -> Row[Any]:
    """The case as it is now; ``add_to_record`` finds out whether it has been moved on since."""
    return session.execute(
        select(CaseRow.id, CaseRow.number, CaseRow.version, CaseRow.log_seq, CaseRow.log_hash)
        .join(CallRow, CallRow.case_id == CaseRow.id)
        .where(CallRow.id == call_id)
    ).one()


def case_now(session: Session, case_id: int) -> Row[Any]:
    """The same of a case, with its last entry."""
    wanted = ("id", "number", "version", "log_seq", "log_hash", "entry_seq", "status")
    return session.execute(select(*(getattr(CaseRow, n) for n in wanted)).where(CaseRow.id == case_id)).one()


def add_to_record(
    session: Session,
    case: Row[Any],
    action: str,
    at: datetime,
    by: str = PUBLIC,
    key: str | None = None,
    entry_seq: int | None = None,
    **said: Any,
) -> None:
    """A line at the end of the case's chain, of what moves nothing in it; ``entry_seq``: of the entry it adds.

    Raises MovedOn.
    """
    head, line = following(Head(case.log_seq, case.log_hash), entry(action, by, at, case=case.number, **said))
    added = {} if entry_seq is None else {"entry_seq": entry_seq}
    moved = session.execute(
        update(CaseRow)
        .where(CaseRow.id == case.id, CaseRow.version == case.version)
        .values(version=case.version + 1, log_seq=head.seq, log_hash=head.hash, **added),
        execution_options={"synchronize_session": False},
    )
    if moved.rowcount != 1:
        raise MovedOn
    append(session, case.id, head, line, key)


def end_of_record(case_id: int) -> Head:
    """The last line of the case's chain."""
    row = db.session.execute(select(CaseRow.log_seq, CaseRow.log_hash).where(CaseRow.id == case_id)).one()
    return Head(row.log_seq, row.log_hash)


def recorded_opinions(call_id: int) -> list[dict[str, Any]]:
    """Of each opinion, sign-up and sign-up taken back the line of the case's chain and the digest; neither who nor
    when, or it could be guessed.
    """
    case_id = db.session.scalar(select(CallRow.case_id).where(CallRow.id == call_id))
    lines = chain_of(case_id).lines if case_id is not None else ()
    said = ((seq, parse(line)) for seq, line, _ in lines)
    actions = {ACTION, SIGNED_UP, WITHDRAWN}
    mine = ((seq, o) for seq, o in said if o["action"] in actions and o["call"] == call_id)
    return [{"line": seq, o["action"]: o[o["action"]]} for seq, o in mine]


def first_other_opinion(case_id: int, lines: Lines) -> int | None:
    """The line whose opinion is not what is stored; None if all are, and every call says what the entries say."""
    calls = {call.id: call for call in db.session.scalars(select(CallRow).where(CallRow.case_id == case_id))}
    if not calls:
        return None
    stored = iter(
        db.session.execute(
            select(OpinionRow.call_id, OpinionRow.name, OpinionRow.words, OpinionRow.at)
            .where(OpinionRow.call_id.in_(calls))
            .order_by(OpinionRow.id)
        ).all()
    )
    signed_up = _signed_up(select(*_REGISTRATION).order_by(RegistrationRow.id), calls)
    taken_back = _signed_up(
        select(*_REGISTRATION, WithdrawalRow.at)
        .join(WithdrawalRow, WithdrawalRow.registration_id == RegistrationRow.id)
        .order_by(WithdrawalRow.id),
        calls,
    )
    for seq, line, _ in lines:
        said = parse(line)
        if said["action"] == ACTION:
            row = next(stored, None)
            if row is None or opinion_digest(*row) != said["opinion"]:
                return seq
        elif said["action"] == SIGNED_UP:
            row = next(signed_up, None)
            if row is None or registration_digest(*row) != said["registration"]:
                return seq
        elif said["action"] == WITHDRAWN:
            row, at = next(taken_back, None), datetime.fromisoformat(said["at"])
            if row is None or (registration_digest(*row[:-1]), row[-1]) != (said["withdrawn"], at):
                return seq
    nothing_more = all(next(rows, None) is None for rows in (stored, signed_up, taken_back))
    whole = nothing_more and _as_the_entries_say(case_id, calls.values())
    return None if whole else len(lines) + 1


def _signed_up(wanted: Select[Any], calls: Collection[int]) -> Iterator[Row[Any]]:
    return iter(db.session.execute(wanted.where(RegistrationRow.call_id.in_(calls))).all())


def _as_the_entries_say(case_id: int, calls: Any) -> bool:
    made = list(_entries(case_id))
    said = [values for _, values in made]
    for call in calls:
        shown = load_value(call.shown)
        if any(all(values.get(name) != value for values in said) for name, value in shown.items()):
            return False
        answer = load_value(call.answer) if call.answer else None
        if answer is not None and (call.answered_by, answer) not in made:
            return False
    return True


def _entries(case_id: int) -> Iterator[tuple[str | None, Mapping[str, Any]]]:
    rows = db.session.execute(select(EntryRow.element_id, EntryRow.values).where(EntryRow.case_id == case_id))
    return ((element, load_value(values)) for element, values in rows)
