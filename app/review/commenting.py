"""Saying something about a submission, and answering it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import now
from app.database import in_transaction
from app.people.queries import Officer
from app.review.errors import NoSuchSubmission, NotYours, NoWords
from app.review.office import is_legal_office
from app.review.tables import ReviewComment, Submission

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Comment:
    """``element``: what it is about, None for the whole; ``answers``: the comment that it answers."""

    submission_id: int
    words: str
    element: str | None
    answers: int | None
    key: str
    officer: Officer


def may_read(officer: Officer, submission: Submission) -> bool:
    """The legal office, and the organisation that submitted it."""
    return officer.is_admin or submission.organisation_id == officer.organisation_id or is_legal_office(officer)


def comment(command: Comment) -> None:
    """Say it; the same key twice is once. Raises NoWords, NoSuchSubmission, NotYours."""
    words = command.words.strip()[:LONGEST]
    if not words:
        raise NoWords

    def say(session: Session) -> None:
        submission = session.get(Submission, command.submission_id)
        if submission is None:
            raise NoSuchSubmission
        if not may_read(command.officer, submission):
            raise NotYours
        if session.scalar(select(ReviewComment.id).where(ReviewComment.key == command.key)) is not None:
            return
        answered = command.answers and session.get(ReviewComment, command.answers)
        thread = answered.answers or answered.id if answered and answered.submission_id == submission.id else None
        session.add(
            ReviewComment(
                submission_id=submission.id, element=command.element, answers=thread, by=command.officer.id, at=now(),
                words=words, key=command.key,
            )
        )  # fmt: skip

    in_transaction(say)
