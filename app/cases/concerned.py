"""Whom a case concerns, and a command that is done once however often it is sent."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Row, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.cases.errors import NoSuchCase, NotConcerned
from app.cases.moving import Actor, Loaded, load_case
from app.cases.tables import EntryRow, TaskRow
from app.database import db
from app.log.queries import case_of_key
from app.people.queries import Officer, names_in_english
from app.people.tables import OfficerRow, Organisation, Post
from app.refusal import Refusal
from engine import EngineError, Text

Result = TypeVar("Result")


def once(key: str, done: Result, work: Callable[[], Result]) -> Result:
    """The same command twice is done once: what is refused because it has been done already is as good as done."""
    try:
        return work()
    except (Refusal, EngineError, IntegrityError):
        if case_of_key(key) is None:
            raise
        return done


def in_hand(session: Session, case_id: int, officer: Officer) -> tuple[Loaded, list[TaskRow], Actor]:
    """The case, its open tasks, and the officer by the post that the case concerns. Raises NoSuchCase, NotConcerned."""
    loaded = load_case(session, case_id)
    if loaded is None:
        raise NoSuchCase
    tasks = open_tasks_of(session, case_id)
    return loaded, tasks, demand_concerned(session, loaded, officer, tasks)


def open_tasks_of(session: Session, case_id: int) -> list[TaskRow]:
    return list(
        session.scalars(
            select(TaskRow).where(TaskRow.case_id == case_id).order_by(TaskRow.order_at, TaskRow.id),
            execution_options={"populate_existing": True},
        )
    )


def demand_concerned(session: Session, loaded: Loaded, officer: Officer, tasks: list[TaskRow]) -> Actor:
    """Whoever holds the post of an open task, has done a step, or holds the post that decides; by the post they act.

    Raises NotConcerned.
    """
    for task in sorted(tasks, key=lambda t: t.officer_id != officer.id):
        if not task.is_party and officer.holds(task.post_id):
            return Actor.of(officer, task.post_id, task.officer_id)
    did = session.execute(
        select(EntryRow.by_post, EntryRow.by_post_en)
        .where(EntryRow.case_id == loaded.id, EntryRow.by == officer.key)
        .order_by(EntryRow.seq.desc())
        .limit(1)
    ).first()
    if did is None and loaded.flow.decider is not None and officer.holds(loaded.flow.decider):
        return Actor.of(officer, loaded.flow.decider)
    if did is None:
        raise NotConcerned
    return Actor(officer.key, officer, None, Text(did.by_post, did.by_post_en))


def doers_of(rows: Sequence[Row[Any]]) -> list[Text]:
    """Who did what these entries say, post and name."""
    english = names_in_english(row.by_name for row in rows)
    return [
        Text(f"{row.by_post} {row.by_name}".strip(), f"{row.by_post_en} {english[row.by_name]}".strip()) for row in rows
    ]


def people_of(tasks: list[TaskRow]) -> dict[str, Text]:
    """Whose each open task is, by the engine's id: who claimed it, with the post."""
    rows = db.session.execute(
        select(
            TaskRow.task_id, OfficerRow.name, OfficerRow.name_en, Post.name, Post.name_en, Organisation.name,
            Organisation.name_en,
        )
        .join(Post, Post.id == TaskRow.post_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .outerjoin(OfficerRow, OfficerRow.id == TaskRow.officer_id)
        .where(TaskRow.id.in_([t.id for t in tasks]))
    )  # fmt: skip
    return {
        id: Text(f"{body} {post} {name or ''}".strip(), f"{name_en + ', ' if name_en else ''}{post_en}, {body_en}")
        for id, name, name_en, post, post_en, body, body_en in rows
    }
