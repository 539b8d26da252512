"""The party rates each public stage once, in four grades, when it is over. Ratings are published as numbers only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.cases.queries import tracking
from app.cases.tables import CaseRow, Rating
from app.cases.views import Tracking
from app.clock import calendar, now
from app.database import db, in_transaction
from app.refusal import Refusal
from engine import Stage, Text

GRADES = {
    4: Text("很满意", "Very satisfied"),
    3: Text("满意", "Satisfied"),
    2: Text("基本满意", "Fairly satisfied"),
    1: Text("不满意", "Not satisfied"),
}
LONGEST = 500


class NotRatable(Refusal):
    text = Text("这一阶段还没有办完，或者已经评价过", "This stage is not over yet, or has been rated already")


class NoGrade(Refusal):
    text = Text("选一个评价", "Choose a grade")


@dataclass(frozen=True, slots=True)
class Rate:
    """``stage``: its number in the model's public stages. ``words``: to the organisation, not published."""

    case_id: int
    stage: int
    grade: int
    words: str = ""


def ratable(case: Tracking) -> list[tuple[int, Stage]]:
    """The stages that are over and not rated yet, with their numbers."""
    rated = set(db.session.scalars(select(Rating.stage).where(Rating.case_id == case.id)))
    return [
        (number, stage)
        for number, stage in enumerate(case.model.stages)
        if stage.name.zh not in rated and _is_over(case, stage)
    ]


def rate(command: Rate) -> None:
    """Raises NoGrade, NotRatable."""
    if command.grade not in GRADES:
        raise NoGrade
    stage = dict(ratable(tracking(command.case_id))).get(command.stage)
    if stage is None:
        raise NotRatable

    def store(session: Session) -> None:
        session.add(
            Rating(
                case_id=command.case_id, stage=stage.name.zh, grade=command.grade,
                words=command.words.strip()[:LONGEST], at=now(),
            )
        )  # fmt: skip

    try:
        in_transaction(store)
    except IntegrityError as error:  # sent twice at once
        raise NotRatable from error


def grades(first: date, last: date) -> Sequence[tuple[Text, int]]:
    """How often each grade was given from ``first`` to ``last`` with both days, the best grade first."""
    since, until = calendar().start_of(first), calendar().end_of(last)
    rows = db.session.execute(
        select(Rating.grade, func.count()).where(Rating.at >= since, Rating.at < until).group_by(Rating.grade)
    ).all()
    counts = {row[0]: row[1] for row in rows}
    return [(name, counts.get(grade, 0)) for grade, name in GRADES.items()]


def words_for(organisation_id: int, most: int = 50) -> list[tuple[str, str, int, str]]:
    """What was said to an organisation: case number, stage, grade, words; the newest first."""
    rows = db.session.execute(
        select(CaseRow.number, Rating.stage, Rating.grade, Rating.words)
        .join(CaseRow, CaseRow.id == Rating.case_id)
        .where(CaseRow.organisation_id == organisation_id)
        .order_by(Rating.id.desc())
        .limit(most)
    )
    return [tuple(row) for row in rows]


def _is_over(case: Tracking, stage: Stage) -> bool:
    states = {case.states[element] for element in stage.elements if element in case.states}
    return "done" in states and not states & {"here", "late", "paused"}
