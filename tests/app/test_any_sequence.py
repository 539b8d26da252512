"""Whatever is offered can be done, in any order; every open task is somebody's, and the case can still end."""

import random
from datetime import timedelta

import pytest

from app.cases.commands import CompleteTask, advance_case, complete_task
from app.cases.handing import HandOver, hand_over
from app.cases.keys import new_key
from app.cases.moving import load_case
from app.cases.offers import Choices, choices_of
from app.cases.operations import Operate, operate
from app.cases.performing import Intent
from app.cases.previews import preview
from app.cases.queries import case_file
from app.cases.requests import Decide, decide
from app.cases.verification import chain_status
from app.cases.views import Offer
from app.database import db
from engine import FixedClock
from tests.app.operating import act, case_of, requests_of
from tests.app.variants import WITH_REVIEW, publish_variant
from tests.app.world import apply, officer, open_tasks

OFFICERS = ("limin", "hechun", "liujianguo", "maxiaodong", "chenjing", "zhaoguoqiang", "sunli")
ANSWERS = {
    "intake": [{"结论": "受理"}, {"结论": "补正"}],
    "supplement": [{"说明": "已补"}],
    "inspect": [{"合格": "yes"}, {"合格": "no"}],
    "decide": [{"决定": "准予"}, {"决定": "不予", "理由": "不符合条件"}],
    "judge": [{"合格": "yes"}],
}
ENDING = ("terminate", "transfer")


@pytest.mark.parametrize("seed", range(6))
def test_any_sequence(app, clock: FixedClock, seed: int):
    dice = random.Random(seed)
    publish_variant(*WITH_REVIEW)
    receipt = apply()
    done = set()
    for _ in range(14):
        if case_of(receipt.case_id).status == "finished":
            break
        done.add(_step(dice, receipt.case_id, receipt.number))
        for task in open_tasks(receipt.case_id):
            assert task.is_party or task.post_id, "every open task is somebody's"
        clock.advance_to(clock.now() + timedelta(hours=dice.choice((1, 5, 30))))
        advance_case(receipt.case_id)
    assert len(done) > 2, "the sequence does several things"
    if case_of(receipt.case_id).status != "finished":
        act(receipt.case_id, "zhaoguoqiang", "terminate")
    assert case_of(receipt.case_id).status == "finished" and open_tasks(receipt.case_id) == []
    assert chain_status(receipt.case_id).whole


def _step(dice: random.Random, case_id: int, number: str) -> str:
    waiting = [r for r in requests_of(case_id) if r.state == "waiting"]
    suspended = case_of(case_id).status == "suspended"
    if waiting and dice.random() < 0.5:
        yes = dice.random() < 0.7 and not suspended and any(t in _ids(case_id) for t in waiting[0].open_tasks)
        decide(Decide(waiting[0].id, yes, "意见", new_key(), officer("haowei")))
        return "decide"
    if not suspended and dice.random() < 0.4 and _complete(dice, case_id):
        return "complete"
    who = dice.choice([name for name in OFFICERS if case_file(number, officer(name)).offers] or [_concerned(number)])
    offers = [o for o in case_file(number, officer(who)).offers if o.operation not in ENDING]
    offer = dice.choice(offers)
    return _do(dice, case_id, who, offer) if offer.operation != "remove-signer" or _several(case_id) else "nothing"


def _do(dice: random.Random, case_id: int, who: str, offer: Offer) -> str:
    """Show it, then do it: neither may be refused."""
    choices = choices_of(case_id, officer(who), offer.operation, offer.task_id)
    details = {"task": str(offer.task_id)} if offer.task_id else {}
    if offer.operation == "hand-over":
        to = int(dice.choice(choices.colleagues).value)
        beside = {t.officer_id for t in open_tasks(case_id) if t.id != offer.task_id}
        if to in beside:
            return "nothing"  # signs beside
        hand_over(HandOver(offer.task_id or 0, to, "出差", new_key(), officer(who)))
        return "hand-over"
    details |= _chosen(dice, offer.operation, choices)
    command = Operate(case_id, Intent(offer.operation, "情况需要", details), new_key(), officer(who))
    shown = preview(command)
    before = {t.task_id for t in open_tasks(case_id)}
    asked = operate(command)
    after = {t.task_id for t in open_tasks(case_id)}
    assert len(before - after) == (0 if asked else len(shown.given_up)), "it closes what the preview says"
    return offer.operation


def _chosen(dice: random.Random, operation: str, choices: Choices) -> dict[str, str]:
    match operation:
        case "suspend":
            return {"article": "《行政许可法》第四十五条"}
        case "extend":
            return {"amount": str(dice.randint(1, choices.extension.amount))}
        case "branch" | "cancel-branch":
            return {"branch": dice.choice(choices.branches).value}
        case "return":
            return {"step": dice.choice(choices.steps).value, "then": dice.choice(("", "back"))}
        case "add-signer":
            return {"step": dice.choice(choices.steps).value}
        case "remove-signer":
            return {"task": dice.choice(choices.tasks).value}
    return {}


def _complete(dice: random.Random, case_id: int) -> bool:
    """Complete some task, as somebody who may; whether there was anybody."""
    case = load_case(db.session(), case_id).case
    held = {t.id for t in case.tasks if t.held_by}
    task = dice.choice([t for t in open_tasks(case_id) if t.task_id not in held])
    answers = dice.choice(ANSWERS[task.element_id])
    if task.is_party:
        complete_task(CompleteTask(task.id, answers, new_key(), party_case=case_id))
        return True
    for who in map(officer, OFFICERS):
        if who.holds(task.post_id) and who.may_touch(task.officer_id) and f" {who.key} " not in task.not_by:
            complete_task(CompleteTask(task.id, answers, new_key(), "意见", who, case_id=case_id))
            return True
    return False


def _several(case_id: int) -> bool:
    return sum(t.element_id == "inspect" for t in open_tasks(case_id)) > 1


def _ids(case_id: int) -> set[str]:
    return {t.task_id for t in open_tasks(case_id)}


def _concerned(number: str) -> str:
    return next(name for name in OFFICERS if case_file(number, officer(name)).offers)
