"""What tests of operations say."""

from app.cases.keys import new_key
from app.cases.operations import Operate, operate
from app.cases.performing import Intent
from app.cases.tables import CaseRow, EntryRow, Request
from app.database import db
from tests.app.world import apply, do, officer, open_tasks


def act(
    case_id: int, who: str, operation: str, reason: str = "情况需要", key: str | None = None, **details: str
) -> bool:
    return operate(Operate(case_id, Intent(operation, reason, details), key or new_key(), officer(who)))


def suspend(case_id: int, who: str = "limin", **more: str) -> bool:
    return act(case_id, who, "suspend", "等待鉴定结论", **{"article": "《行政许可法》第四十五条", **more})


def case_of(case_id: int) -> CaseRow:
    db.session.expire_all()
    case = db.session.get(CaseRow, case_id)
    assert case is not None
    return case


def kinds(case_id: int) -> list[str]:
    return [e.kind for e in entries(case_id)]


def entries(case_id: int) -> list[EntryRow]:
    db.session.expire_all()
    return db.session.query(EntryRow).filter_by(case_id=case_id).order_by(EntryRow.seq).all()


def requests_of(case_id: int) -> list[Request]:
    db.session.expire_all()
    return db.session.query(Request).filter_by(case_id=case_id).order_by(Request.id).all()


def under_inspection() -> int:
    """A case before its two inspectors; its limits run."""
    case_id = apply().case_id
    do(case_id, "intake", "limin", {"结论": "受理"}, "材料齐全")
    return case_id


def task_id(case_id: int, element: str, number: int = 0) -> str:
    return str([t.id for t in open_tasks(case_id) if t.element_id == element][number])
