"""Drafts: what was typed is never lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from app.cases.owner import Owner
from app.cases.tables import CaseRow, Draft
from app.clock import now
from app.database import db, in_transaction, insert_or


@dataclass(frozen=True, slots=True)
class DraftView:
    subject: str
    answers: Mapping[str, Any]
    opinion: str
    updated_at: datetime
    case_number: str | None = None


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
    return next(
        iter(_views(select(Draft, CaseRow.number).where(Draft.owner == owner.key, Draft.subject == subject))), None
    )


def list_kept_drafts(owner: Owner) -> list[DraftView]:
    """What could not be sent because somebody else had moved the case on; newest first."""
    return _views(
        select(Draft, CaseRow.number).where(Draft.owner == owner.key, Draft.kept).order_by(Draft.updated_at.desc())
    )


def drop_draft(owner: Owner, subject: str) -> None:
    in_transaction(
        lambda session: session.execute(delete(Draft).where(Draft.owner == owner.key, Draft.subject == subject))
    )


def _views(statement: Any) -> list[DraftView]:
    rows = db.session.execute(statement.outerjoin(CaseRow, CaseRow.id == Draft.case_id))
    return [DraftView(draft.subject, draft.answers, draft.opinion, draft.updated_at, number) for draft, number in rows]
