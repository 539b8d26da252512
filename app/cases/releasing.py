"""What somebody had taken of a post that is theirs no more is the post's again."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.commands import assign, task_and_case
from app.cases.moving import CLOCK
from app.cases.tables import TaskRow


def release_lost(session: Session, lost: Iterable[tuple[int, int]]) -> int:
    """``lost``: officer and post; how many tasks were given back. Each is a line of its case's chain.

    Part of the command that calls.
    """
    count = 0
    for officer_id, post_id in sorted(lost):
        taken = select(TaskRow.id).where(TaskRow.officer_id == officer_id, TaskRow.post_id == post_id)
        for task_id in list(session.scalars(taken)):
            assign(session, task_and_case(session, task_id), None, "release", CLOCK)
            count += 1
    return count
