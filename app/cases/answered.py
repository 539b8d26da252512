"""Answers that help others too: published where the flow says so, without what tells who asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.cases.tables import AnswerRow, CaseRow, EntryRow
from app.database import db
from app.flows.queries import model_of
from app.log.chain import digest, parse
from engine import Text, load_value

if TYPE_CHECKING:
    from app.cases.moving import Actor, Loaded

PAGE = 20
PUBLISHED = "published"
_HELD = ("power_code", "body", "body_en", "title", "question", "answer")
Lines = tuple[tuple[int, str, bytes], ...]
HIDDEN = "※※"
_TELLS_WHO = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+"  # an address
    r"|(?<![0-9A-Za-z])(?:\+?\d[\d -]{5,}\d[Xx]?|[0-9A-Z]{18})(?![0-9A-Za-z])"  # a number of a phone or a document
)


@dataclass(frozen=True, slots=True)
class Answer:
    id: int
    title: str
    question: str
    answer: str
    body: Text
    answered_at: datetime


def answer_of(loaded: "Loaded", actor: "Actor", now: datetime) -> dict[str, Any] | None:
    """Title, question and answer of a case that has just ended where its end says that they are published."""
    values: dict[str, Any] = dict(loaded.case.values.get("0", {}))
    for end in loaded.case.ended_at[-1:]:
        names = loaded.flow.model.elements[end].publishes
        if len(names) == 3 and actor.officer is not None:
            title, question, answer = (masked(str(values.get(name, "")), loaded.applicant) for name in names)
            body = actor.officer.organisation
            return {
                "case_id": loaded.id, "power_code": loaded.power_code, "body": body.zh, "body_en": body.en,
                "title": title, "question": question, "answer": answer, "answered_at": now,
            }  # fmt: skip
    return None


def publish_answer(session: Session, answer: dict[str, Any]) -> None:
    session.execute(insert(AnswerRow).values(**answer))


def answer_digest(answer: Mapping[str, Any]) -> str:
    """What the line of the step that publishes an answer holds of it."""
    at: datetime = answer["answered_at"]
    return digest({**{name: answer[name] for name in _HELD}, "at": at.astimezone(UTC).isoformat()})


def first_other_answer(case_id: int, lines: Lines) -> int | None:
    """The line whose answer is not what is published, or after the last where none says one; None if all is well."""
    row = db.session.scalar(select(AnswerRow).where(AnswerRow.case_id == case_id))
    said = [(seq, held) for seq, line, _ in lines if (held := parse(line).get(PUBLISHED))]
    for seq, held in said:
        if row is None or answer_digest({name: getattr(row, name) for name in (*_HELD, "answered_at")}) != held:
            return seq
    return None if row is None or said or _is_in_entries(row) else len(lines) + 1


def _is_in_entries(row: AnswerRow) -> bool:
    """Of an answer published before lines held them: the case ended where it is published, in its entries' words."""
    case = db.session.execute(
        select(CaseRow.applicant, CaseRow.bundle, CaseRow.ended_at).where(CaseRow.id == row.case_id)
    ).one()
    names = model_of(case.bundle).elements[case.ended_at[-1]].publishes if case.ended_at else ()
    stored = db.session.scalars(select(EntryRow.values).where(EntryRow.case_id == row.case_id))
    written = [load_value(values) for values in stored]
    shown = zip(names, (row.title, row.question, row.answer), strict=False)
    return len(names) == 3 and all(
        any(masked(str(values.get(name, "")), case.applicant) == text for values in written) for name, text in shown
    )


def masked(text: str, name: str) -> str:
    """The text without the asker's name, addresses and long numbers: what the officer overlooked."""
    return _TELLS_WHO.sub(HIDDEN, text.replace(name, HIDDEN) if len(name) > 1 else text)


def list_answers(words: str = "", before: int | None = None, most: int = PAGE) -> tuple[list[Answer], int | None]:
    """Published answers in which every word occurs, the newest first; and the id to go on before, None at the end."""
    wanted = select(AnswerRow)
    for word in words.split():
        looked_at = (AnswerRow.title, AnswerRow.question, AnswerRow.answer)
        wanted = wanted.where(db.or_(*(text.icontains(word, autoescape=True) for text in looked_at)))
    if before:
        wanted = wanted.where(AnswerRow.id < before)
    rows = db.session.scalars(wanted.order_by(AnswerRow.id.desc()).limit(most + 1)).all()
    found = [Answer(r.id, r.title, r.question, r.answer, Text(r.body, r.body_en), r.answered_at) for r in rows[:most]]
    return found, found[-1].id if len(rows) > most else None


def power_of(number: str) -> str | None:
    """The power of the case with this number."""
    return db.session.scalar(select(CaseRow.power_code).where(CaseRow.number == number))
