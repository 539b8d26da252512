"""Answers that help others too: published where the flow says so, without what tells who asked."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.cases.tables import AnswerRow, CaseRow
from app.database import db
from engine import Text

if TYPE_CHECKING:
    from app.cases.moving import Actor, Loaded

PAGE = 20
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


def publish_answer(session: Session, loaded: "Loaded", actor: "Actor", now: datetime) -> None:
    """Publish title, question and answer of a case that has just ended where its end says that it is."""
    values: dict[str, Any] = dict(loaded.case.values.get("0", {}))
    for end in loaded.case.ended_at[-1:]:
        names = loaded.flow.model.elements[end].publishes
        if len(names) == 3 and actor.officer is not None:
            title, question, answer = (masked(str(values.get(name, "")), loaded.applicant) for name in names)
            body = actor.officer.organisation
            session.execute(
                insert(AnswerRow).values(
                    case_id=loaded.id, power_code=loaded.power_code, body=body.zh, body_en=body.en, title=title,
                    question=question, answer=answer, answered_at=now,
                )
            )  # fmt: skip


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
