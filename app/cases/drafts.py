"""Drafts: what was typed is never lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from app.cases.owner import Owner
from app.cases.tables import Draft
from app.clock import now
from app.database import db, in_transaction, insert_or


@dataclass(frozen=True, slots=True)
class DraftView:
    subject: str
    answers: Mapping[str, Any]
    opinion: str
    updated_at: datetime


TASK = "task:"
"""Begins the subject of a draft for a task; its id follows."""


def save_draft(owner: Owner, subject: str, answers: Mapping[str, Any], opinion: str = "", kept: bool = False) -> None:
    """Keep what was typed; a later draft of the same owner and subject replaces it."""
    content = {
        "answers": dict(answers), "opinion": opinion, "kept": kept, "case_id": owner.case_id, "updated_at": now(),
    }  # fmt: skip

    def store(session: Any) -> None:
        statement = insert_or(session, Draft).values(owner=owner.key, subject=subject, **content)
        session.execute(statement.on_conflict_do_update(index_elements=["owner", "subject"], set_=content))

    in_transaction(store)


def find_draft(owner: Owner, subject: str) -> DraftView | None:
    draft = db.session.scalar(select(Draft).where(Draft.owner == owner.key, Draft.subject == subject))
    return draft and DraftView(draft.subject, draft.answers, draft.opinion, draft.updated_at)


def drop_draft(owner: Owner, subject: str) -> None:
    in_transaction(
        lambda session: session.execute(delete(Draft).where(Draft.owner == owner.key, Draft.subject == subject))
    )
