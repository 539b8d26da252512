"""Who may not do a task because of what it is about: people named in the case, or whoever worked on a case it names."""

from collections.abc import Set

from sqlalchemy import select, union

from app.cases.tables import CaseRow, EntryRow
from app.database import db
from app.flows.queries import FlowVersion
from app.people.queries import find_post_above, holders_of
from app.people.tables import OfficerRow
from engine import OpenTask


def whose(flow: FlowVersion, task: OpenTask) -> tuple[int | None, list[str]]:
    """The post a task is for, and the keys of the officers who may not do it.

    Where those who are named leave nobody at the post, it goes to the post of this name of the government above.
    """
    post = flow.post_of(task)
    named = {word for word in task.not_by if not word.isdecimal()}
    if not named or post is None:
        return post, sorted(task.not_by)
    barred = (task.not_by - named) | _called(named)
    while (above := find_post_above(post)) and all(str(id) in barred for id in holders_of(post)):
        post = above
    return post, sorted(barred)


def _called(words: Set[str]) -> set[str]:
    """Officers of these names, and those who did a step of a case of such a number."""
    people = select(OfficerRow.id.cast(EntryRow.by.type)).where(OfficerRow.name.in_(words))
    did = select(EntryRow.by).join(CaseRow, CaseRow.id == EntryRow.case_id).where(CaseRow.number.in_(words))
    return {by for by in db.session.scalars(union(people, did)) if by and by.isdecimal()}
