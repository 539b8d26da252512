"""A public hearing to sign up for, and who does."""

from datetime import timedelta

import pytest

from app.cases import calls
from app.cases.commands import StartCase, advance_case, start_case
from app.cases.keys import new_key
from app.cases.registering import Register, register
from app.clock import calendar, today
from app.people.queries import list_officers
from engine import FixedClock, FormInvalid
from tests.app.world import SOMEBODY, do, officer, open_tasks, publish_shipped
from tests.flows.test_10_major_decision import HEARING, OPINIONS, PROPOSAL

POWER = "10-major-decision"
NUMBERS = ("11010519491231002X", "110101199003070011", "110101199003070038", "110101199003070054")


def before_a_hearing(clock: FixedClock) -> int:
    """A decision that touches vital interests, its hearing not yet announced: the id of its case."""
    publish_shipped(POWER)
    id = start_case(StartCase(POWER, PROPOSAL, new_key(), SOMEBODY, officer("xuxing"), "市政府")).case_id
    do(id, "start_it", "yuxian", {"启动意见": "启动"})
    last = today() + timedelta(days=30)
    asked = {
        "草案说明": "按区域和时段收费。",
        "征求途径": ["政府网站"],
        "征求截止日": last.isoformat(),
        "切身利益": "yes",
    }
    do(id, "call", "xuxing", asked)
    clock.advance_to(clock.now() + timedelta(days=31, hours=12))
    advance_case(id)
    do(id, "opinions", "xuxing", {**OPINIONS, "公开日期": today().isoformat()})
    return id


def announced(case_id: int, attend: int = 2, speak: int = 1) -> calls.Call:
    closes = today() + timedelta(days=5)
    held = calendar().add_workdays(today(), 20)
    seats = {"旁听名额": str(attend), "发言名额": str(speak)}
    said = {**HEARING, **seats, "报名截止日": closes.isoformat(), "听证会日期": held.isoformat()}
    do(case_id, "announce", legal_officer(case_id), said)
    [call] = calls.open_calls()
    return call


def legal_officer(case_id: int) -> str:
    post = next(t.post_id for t in open_tasks(case_id) if t.element_id == "announce")
    return next(o.username for o in list_officers() if o.holds(post))


def somebody(number: str = NUMBERS[0], part: str = "attend", **more: object) -> dict:
    who = {"name": "何秀芝", "id_type": "idcard", "id_number": number, "phone": "13800138000"}
    return {"part": part, "who": who, **more}


def refused(call_id: int, answers: dict) -> list[str]:
    with pytest.raises(FormInvalid) as refusal:
        register(Register(call_id, answers))
    return [error.path for error in refusal.value.errors]
