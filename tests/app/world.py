"""What tests of the platform say: who applies, who does which step."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.cases.commands import CompleteTask, Moved, StartCase, complete_task, start_case
from app.cases.keys import new_key
from app.cases.owner import Owner
from app.cases.tables import CaseRow, TaskRow
from app.cases.views import Receipt
from app.database import db
from app.flows.commands import publish
from app.flows.folders import power_folders
from app.people.queries import Officer, list_officers

ROOT = Path(__file__).parents[2]
POWER = "test-permit"
APPLICANT = {"name": "巷口面馆", "id_type": "uscc", "id_number": "91350100M000100Y43", "phone": "13800138000"}
APPLICATION: dict[str, Any] = {"as_whom": "organisation", "申请人": APPLICANT, "面积": "36", "声明": "yes"}
SOMEBODY = Owner("browser:test")


def publish_shipped(code: str) -> None:
    """Publish one power of those shipped, with the category flows that it calls."""
    folder = next(f for f in power_folders(ROOT / "bpmn", ROOT / "forms") if f.name.endswith(code))
    assert publish(folder) is None


def officer(username: str) -> Officer:
    return next(o for o in list_officers() if o.username == username)


def case_of_test(case_id: int) -> CaseRow:
    db.session.expire_all()
    return db.session.get_one(CaseRow, case_id)


def apply(key: str | None = None, **answers: Any) -> Receipt:
    """A person applies for oneself, an organisation for itself, unless it is said otherwise."""
    person = answers.get("申请人", APPLICANT)["id_type"] != "uscc"
    whole = {**APPLICATION, "as_whom": "self" if person else "organisation", **answers}
    return start_case(StartCase(POWER, whole, key or new_key(), SOMEBODY))


def open_tasks(case_id: int) -> list[TaskRow]:
    return list(db.session.scalars(select(TaskRow).where(TaskRow.case_id == case_id).order_by(TaskRow.id)))


def do(
    case_id: int,
    element: str,
    username: str | None,
    answers: Mapping[str, Any],
    opinion: str = "",
    key: str | None = None,
) -> Moved:
    """Complete the first open task of this element, as an officer or (None) as the applicant."""
    task_id = next(
        t.id
        for t in open_tasks(case_id)
        if t.element_id == element and t.officer_id in (None, username and officer(username).id)
    )
    who = {"officer": officer(username)} if username else {"party_case": case_id}
    return complete_task(CompleteTask(task_id, answers, key or new_key(), opinion, case_id=case_id, **who))


def accept(case_id: int) -> Moved:
    return do(case_id, "intake", "limin", {"结论": "受理"}, "材料齐全")


def inspect(case_id: int) -> Moved:
    do(case_id, "inspect", "liujianguo", {"合格": "yes"}, "布局合理")
    return do(case_id, "inspect", "maxiaodong", {"合格": "yes"})


def decide(case_id: int, decision: str = "准予") -> Moved:
    return do(case_id, "decide", "zhaoguoqiang", {"决定": decision}, "同意")
