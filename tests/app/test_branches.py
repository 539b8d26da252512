"""Branch flows at the platform: started by whom the case concerns, shown beforehand, recorded, joined back."""

from datetime import timedelta

import pytest

from app.cases.commands import CompleteTask, SendMessage, complete_task, send_message
from app.cases.errors import AskedAlready, LacksDetail, NotConcerned, NotReceivable
from app.cases.kept import list_kept_drafts
from app.cases.keys import new_key
from app.cases.moving import load_case
from app.cases.offers import choices_of
from app.cases.operations import Operate
from app.cases.owner import Owner
from app.cases.performing import Intent
from app.cases.previews import preview
from app.cases.queries import case_file, task_page, tracking
from app.cases.requests import Decide
from app.cases.requests import decide as settle
from app.cases.verification import chain_status
from app.database import db
from engine import CaseError, HeldByBranch
from tests.app.operating import act, case_of, entries, kinds, requests_of, suspend, under_inspection
from tests.app.test_http_tasks import browser
from tests.app.variants import WITH_REVIEW, publish_variant
from tests.app.world import apply, decide, do, inspect, officer, open_tasks

REASON = "邻近水源，须经专家评审"


def begun(*changes: tuple[str, str]) -> int:
    publish_variant(*WITH_REVIEW, *changes)
    return under_inspection()


def start(case_id: int, who: str = "liujianguo", **more: str) -> bool:
    return act(case_id, who, "branch", REASON, branch="review", **more)


def test_two_of_the_same_branch_are_told_apart_where_one_is_cancelled(app):
    case_id = begun()
    start(case_id)
    start(case_id, "maxiaodong")
    choices = choices_of(case_id, officer("liujianguo"), "cancel-branch", None).branches
    assert [c.name.zh for c in choices] == ["专家评审（第 1 个：评审意见）", "专家评审（第 2 个：评审意见）"]
    act(case_id, "liujianguo", "cancel-branch", branch=choices[0].value)
    [left] = choices_of(case_id, officer("liujianguo"), "cancel-branch", None).branches
    assert (left.value, left.name.zh) == (choices[1].value, "专家评审")


def review(case_id: int) -> None:
    do(case_id, "judge", "chenjing", {"合格": "yes"}, "措施可行")


def offers(case_id: int, who: str) -> list[str]:
    return [o.operation for o in case_file(case_of(case_id).number, officer(who)).offers]


def test_it_is_begun_recorded_done_and_joined(app):
    case_id = begun()
    assert not start(case_id)
    assert sorted(t.element_id for t in open_tasks(case_id)) == ["inspect", "inspect", "judge"]
    entry = entries(case_id)[-1]
    assert (entry.kind, entry.name, entry.name_en) == (
        "branch started",
        "启动支流程：专家评审",
        "Branch flow started: Expert review",
    )
    assert (entry.by_name, entry.by_post, entry.opinion) == ("刘建国", "核查组", REASON)
    review(case_id)
    assert kinds(case_id)[-2:] == ["completed", "branch ended"]
    db.session.expire_all()
    values = load_case(db.session(), case_id).case.values
    assert values["0"]["评审"] == [{"合格": True}] and values.keys() == {"0"}
    assert chain_status(case_id).whole


def test_it_is_cancelled_with_a_reason_shown_beforehand_and_recorded(app):
    case_id = begun()
    assert "cancel-branch" not in offers(case_id, "liujianguo")
    start(case_id)
    assert "cancel-branch" in offers(case_id, "liujianguo")
    (going_on,) = choices_of(case_id, officer("limin"), "cancel-branch", None).branches
    command = Operate(
        case_id, Intent("cancel-branch", "误启动", {"branch": going_on.value}), new_key(), officer("limin")
    )
    shown = preview(command)
    assert [line.step.zh for line in shown.given_up] == ["评审意见"] and len(shown.kept) == 2
    act(case_id, "limin", "cancel-branch", "误启动", branch=going_on.value)
    assert sorted(t.element_id for t in open_tasks(case_id)) == ["inspect", "inspect"]
    entry = entries(case_id)[-1]
    assert (entry.kind, entry.opinion) == ("branch cancelled", "误启动")
    with pytest.raises(CaseError, match="没有在进行"):
        act(case_id, "limin", "cancel-branch", "误启动", branch=going_on.value)
    assert chain_status(case_id).whole


def test_it_is_offered_to_whom_the_case_concerns_while_it_can_be_started(app):
    case_id = begun()
    assert "branch" in offers(case_id, "liujianguo") and "branch" in offers(case_id, "limin")
    assert [c.value for c in choices_of(case_id, officer("limin"), "branch", None).branches] == ["review"]
    with pytest.raises(NotConcerned):
        start(case_id, "wufa")
    suspend(case_id)
    assert "branch" not in offers(case_id, "limin")
    with pytest.raises(NotReceivable):
        choices_of(case_id, officer("limin"), "branch", None)


def test_a_flow_without_one_offers_none_and_what_is_none_is_refused(app):
    case_id = under_inspection()
    assert "branch" not in offers(case_id, "limin")
    for branch in ("review", "withdrawal", "inspect"):
        with pytest.raises(CaseError):
            act(case_id, "limin", "branch", branch=branch)
    with pytest.raises(LacksDetail):
        act(case_id, "limin", "branch")
    assert kinds(case_id) == ["started", "completed"]


def test_the_same_confirmation_twice_starts_one(app):
    case_id, key = begun(), new_key()
    for _ in range(2):
        start(case_id, key=key)
    assert kinds(case_id).count("branch started") == 1
    start(case_id)
    assert sum(t.element_id == "judge" for t in open_tasks(case_id)) == 2


def test_the_preview_says_what_opens_what_stays_what_waits_and_that_its_time_does_not_count(app):
    case_id = begun()
    inspect(case_id)
    command = Operate(case_id, Intent("branch", REASON, {"branch": "review"}), new_key(), officer("liujianguo"))
    shown = preview(command)
    assert [line.step.zh for line in shown.opened] == ["评审意见"] and shown.given_up == ()
    assert [line.step.zh for line in shown.held] == ["决定"] and shown.kept == ()
    assert shown.article == "行政许可法第四十五条" and not shown.ends
    assert "branch started" not in kinds(case_id)


def test_what_waits_for_it_says_so_and_keeps_what_was_typed(app):
    case_id = begun()
    inspect(case_id)
    start(case_id)
    task = next(t for t in open_tasks(case_id) if t.element_id == "decide")
    page = task_page(task.id, officer("zhaoguoqiang"))
    assert page.blocked.zh == "专家评审正在进行，办结以前不能办这一环节"
    with pytest.raises(HeldByBranch):
        complete_task(
            CompleteTask(task.id, {"决定": "准予"}, new_key(), "同意", officer("zhaoguoqiang"), case_id=case_id)
        )
    assert [d.opinion for d in list_kept_drafts(Owner.officer(officer("zhaoguoqiang")))] == ["同意"]
    review(case_id)
    assert task_page(task.id, officer("zhaoguoqiang")).blocked is None
    decide(case_id)
    assert case_of(case_id).status == "finished"


def test_the_applicant_sees_that_it_goes_on_why_and_that_its_days_do_not_count(app, clock):
    case_id = begun()
    before = tracking(case_id).limits.promised.deadline
    start(case_id)
    clock.advance_to(clock.now() + timedelta(days=7))
    seen = tracking(case_id)
    assert [(b.name.zh, b.article) for b in seen.branches] == [("专家评审", "行政许可法第四十五条")]
    assert next(e.opinion for e in seen.entries if e.kind == "branch started") == REASON
    review(case_id)
    after = tracking(case_id)
    assert after.branches == () and (after.limits.promised.deadline - before).days == 7
    assert "第四十五条" in next(d.note.zh for d in after.limits.promised.days if d.kind == "excluded")


def test_where_the_model_says_so_it_has_to_be_approved(app):
    case_id = begun(('of="extend"', 'of="extend branch"'))
    assert start(case_id)
    with pytest.raises(AskedAlready):
        start(case_id)
    assert "judge" not in [t.element_id for t in open_tasks(case_id)]
    settle(Decide(requests_of(case_id)[-1].id, True, "同意", new_key(), officer("haowei")))
    assert kinds(case_id)[-3:] == ["asked", "approved", "branch started"]
    assert "judge" in [t.element_id for t in open_tasks(case_id)]


def test_the_post_of_its_steps_has_to_exist(app):
    with pytest.raises(AssertionError, match="没有这些岗位：专家库"):
        publish_variant(
            *WITH_REVIEW,
            ('daylight:form="inspect" daylight:limit="10wd"/>', 'daylight:form="inspect" daylight:limit="10wd">'
             '<bpmn:extensionElements><daylight:post post="专家库"/></bpmn:extensionElements></bpmn:userTask>'),
        )  # fmt: skip


def test_the_pages_show_it_beforehand_and_while_it_goes_on(served):
    with served.app_context():
        case_id = begun()
        number = case_of(case_id).number
    client = browser(served, "liujianguo")
    address = f"/inbox/cases/{number}/operations/branch"
    assert "专家评审" in client.get(address).text
    form = {"branch": "review", "_reason": REASON}
    shown = client.post(address, data=form)
    assert "所需时间不计入时限（行政许可法第四十五条）" in shown.text and "评审意见" in shown.text
    assert "理由" in client.post(address, data={"branch": "review"}).text
    done = client.post(address, data={**form, "_key": new_key(), "_confirmed": "1"}, follow_redirects=True)
    assert "启动支流程已记入案卷" in done.text and "正在进行" in done.text
    english = client.get(f"/inbox/cases/{number}?lang=en").text
    assert "Expert review</b> is going on" in english


def test_a_withdrawal_closes_its_tasks(app):
    publish_variant(*WITH_REVIEW)
    case_id = apply().case_id
    start(case_id, "limin")
    send_message(SendMessage(case_id, "撤回申请", {}, new_key(), party_case=case_id))
    assert case_of(case_id).status == "finished" and open_tasks(case_id) == []
