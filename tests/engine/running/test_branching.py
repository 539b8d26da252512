"""Branch flows: started by an officer from any moment of a case, beside it, and their results joined back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from engine import (
    Calendar,
    CannotReturn,
    CaseError,
    CaseNotRunning,
    HeldByBranch,
    ModelRefused,
    NotWaitedFor,
    check_model,
    compare_models,
    read_model,
)
from tests.engine.running.conftest import Played, flows, process

MESSAGES = '<message id="m" name="专家评审"/><message id="w" name="撤回"/>'
REVIEW = (
    '<subProcess id="B" name="专家评审" triggeredByEvent="true" daylight:branch="true" daylight:result="评审" {more}>'
    '<startEvent id="bs" isInterrupting="false"{start}><messageEventDefinition messageRef="m"/></startEvent>'
    '<userTask id="draw"/><userTask id="judge"/><endEvent id="be"/><sequenceFlow id="b1" sourceRef="bs" '
    'targetRef="draw"/><sequenceFlow id="b2" sourceRef="draw" targetRef="judge"/>'
    '<sequenceFlow id="b3" sourceRef="judge" targetRef="be"/></subProcess>'
)
WITHDRAWAL = (
    '<subProcess id="W" triggeredByEvent="true"><startEvent id="ws"><messageEventDefinition messageRef="w"/>'
    '</startEvent><endEvent id="we"/><sequenceFlow id="w1" sourceRef="ws" targetRef="we"/></subProcess>'
)
MAIN = (
    '<startEvent id="s"/><userTask id="T"/><userTask id="U" name="决定" daylight:limit="5wd"/><endEvent id="e"/>'
    + flows("s T", "T U", "U e")
)
EXCLUDED = 'daylight:clock="excluded" daylight:article="行政许可法第四十五条"'


def model(more: str = "", start: str = "", body: str = MAIN, attributes: str = 'daylight:limit="20wd"'):
    return read_model(process(body + REVIEW.format(more=more, start=start) + WITHDRAWAL, MESSAGES, attributes))


def begun(more: str = "", start: str = "") -> Played:
    return Played(model(more, start))


def start(case: Played) -> None:
    case.restored().start_branch("B", "邻近水源", by="clerk")


def test_it_runs_beside_what_is_open_with_an_entry_that_says_why():
    case = begun()
    assert [e.id for e in case.case.startable] == ["B"] and case.case.branches == []
    start(case)
    entry = case.case.changes.entries[0]
    assert (entry.kind, entry.element_id, entry.by, entry.opinion) == ("branch started", "B", "clerk", "邻近水源")
    assert entry.name.zh == "启动支流程：专家评审" and entry.path == ("bs", "b1")
    assert case.open == ["T", "draw"]
    branch = case.restored().branches[0]
    assert (branch.name.zh, branch.article) == ("专家评审", None)
    assert branch.tasks == tuple(t.id for t in case.case.tasks if t.element_id == "draw")
    case.do("T")
    assert case.open == ["U", "draw"]


def test_its_answers_are_its_own_until_it_ends_and_then_the_case_has_them_under_one_name():
    case = begun()
    start(case)
    case.do("draw", 专家="甲")
    assert "专家" not in case.values and "评审" not in case.values
    case.do("judge", 结论="可行")
    assert case.values["评审"] == [{"专家": "甲", "结论": "可行"}]
    ended = next(e for e in case.case.changes.entries if e.kind == "branch ended")
    assert ended.element_id == "B" and ended.values == {"专家": "甲", "结论": "可行"}
    assert case.open == ["T"] and case.case.branches == [] and case.case.values.keys() == {"0"}


def test_only_the_outputs_that_it_declares_are_handed_over():
    case = begun('daylight:outputs="结论, 日期"')
    start(case)
    case.do("draw", 专家="甲").do("judge", 结论="可行")
    assert case.values["评审"] == [{"结论": "可行", "日期": None}]


def test_a_later_one_adds_its_result_and_two_at_once_do_not_mix():
    case = begun()
    start(case)
    start(case)
    assert case.open == ["T", "draw", "draw"]
    case.do("draw", n=1).do("draw", n=2)
    tasks = [t.id for t in case.restored().tasks if t.element_id == "judge"]
    case.case.complete(tasks[1], {"v": 2}, by="x")
    assert case.values["评审"] == [{"n": Decimal(2), "v": Decimal(2)}]
    case.do("judge", v=1)
    assert [r["n"] for r in case.values["评审"]] == [2, 1]
    start(case)
    assert case.open == ["T", "draw"]


def test_its_days_do_not_count_where_the_model_says_so():
    case = begun(EXCLUDED)
    start(case)
    case.later(days=4).do("draw")
    start(case)
    assert [b.article for b in case.restored().branches] == ["行政许可法第四十五条"] * 2
    case.later(days=3).do("judge").do("draw").do("judge")
    limits = case.restored().limits.statutory
    excluded = [d.date for d in limits.days if d.kind == "excluded"]
    assert excluded == [date(2026, 3, 2) + timedelta(days=n) for n in range(1, 8)]
    assert "行政许可法第四十五条" in next(d.note.zh for d in limits.days if d.kind == "excluded")
    assert limits.deadline == Calendar.china().add_workdays(date(2026, 3, 2), 20 + 5)


def test_a_case_does_not_end_while_one_is_open():
    case = begun()
    start(case)
    case.do("T").do("U")
    assert not case.finished and case.open == ["draw"]
    case.do("draw").do("judge")
    assert case.finished and case.case.ended_at == ["e"]


def test_what_it_holds_waits_for_its_end_and_its_limit_too():
    case = begun(f'{EXCLUDED} daylight:holds="U"').do("T")
    before = case.restored().tasks[0]
    assert before.held_by is None
    start(case)
    case.later(days=2)
    held = next(t for t in case.restored().tasks if t.element_id == "U")
    assert held.held_by.zh == "专家评审"
    with pytest.raises(HeldByBranch) as refused:
        case.do("U")
    assert refused.value.element == "U" and "专家评审" in refused.value.text.zh
    case.do("draw").do("judge")
    now = case.restored().tasks[0]
    assert now.held_by is None and now.due_at == before.due_at + timedelta(days=2)
    case.do("U")
    assert case.finished


def test_all_holds_what_is_outside_and_never_another_branch():
    case = begun('daylight:holds="all"')
    start(case)
    start(case)
    assert {t.element_id: bool(t.held_by) for t in case.restored().tasks} == {"T": True, "draw": False}
    with pytest.raises(HeldByBranch):
        case.do("T")
    for step in ("draw", "judge", "draw", "judge", "T", "U"):
        case.do(step)
    assert case.finished


def test_it_is_started_with_a_reason_and_not_by_a_message_from_outside():
    case = begun()
    with pytest.raises(CaseError, match="理由"):
        case.case.start_branch("B", " ", by="clerk")
    for keep in (False, True):
        with pytest.raises(NotWaitedFor):
            case.case.send("专家评审", keep=keep)
    assert [r.message for r in case.case.receivable] == ["撤回"]
    assert case.open == ["T"]
    for unknown in ("T", "W", "nothing"):
        with pytest.raises(CaseError):
            case.case.start_branch(unknown, "x", by="clerk")


def test_it_is_started_only_while_its_condition_holds():
    case = begun(start=' daylight:when="= 决定 = null"')
    assert case.case.startable
    case.do("T", 决定="准予")
    assert case.restored().startable == []
    with pytest.raises(CaseError, match="不能启动"):
        start(case)


def test_the_flow_may_start_it_by_its_message():
    throw = '<intermediateThrowEvent id="x"><messageEventDefinition messageRef="m"/></intermediateThrowEvent>'
    body = '<startEvent id="s"/><userTask id="T"/><endEvent id="e"/>' + throw + flows("s x", "x T", "T e")
    case = Played(model(body=body))
    assert case.open == ["T", "draw"]


def test_suspension_stops_it_too_and_withdrawal_and_termination_end_it():
    case = begun()
    start(case)
    case.case.suspend("x", by="head", article="第一条")
    for act in (lambda: start(case), lambda: case.do("draw")):
        with pytest.raises(CaseNotRunning):
            act()
    assert case.restored().startable == []
    case.restored().resume("x", by="head")
    case.do("draw")
    case.restored().send("撤回")
    assert case.finished and "评审" not in case.values
    case = begun()
    start(case)
    case.restored().terminate("x", by="head")
    assert case.finished and case.case.tasks == []


def test_one_that_is_cancelled_closes_its_steps_and_leaves_no_result():
    case = begun('daylight:holds="T"')
    start(case)
    start(case)
    first, second = case.restored().branches
    with pytest.raises(CaseError, match="理由"):
        case.case.cancel_branch(first.id, " ", by="clerk")
    assert len(case.restored().branches) == 2
    case.case.cancel_branch(first.id, "误启动", by="clerk")
    entry = case.case.changes.entries[-1]
    assert (entry.kind, entry.element_id, entry.opinion) == ("branch cancelled", "B", "误启动")
    assert entry.name.zh == "撤销支流程：专家评审"
    assert case.open == ["T", "draw"] and [b.id for b in case.restored().branches] == [second.id]
    for unknown in (first.id, "T", case.case.tasks[0].id):
        with pytest.raises(CaseError, match="没有在进行"):
            case.restored().cancel_branch(unknown, "x", by="clerk")
    with pytest.raises(HeldByBranch):
        case.do("T")
    case.case.cancel_branch(second.id, "误启动", by="clerk")
    assert "评审" not in case.values and case.values.keys() <= {"T"}
    case.do("T")
    assert case.open == ["U"]


def test_the_case_that_only_waited_for_it_ends_when_it_is_cancelled():
    case = begun()
    start(case)
    case.do("T")
    case.do("U")
    assert case.open == ["draw"] and case.case.status == "running"
    case.restored().cancel_branch(case.case.branches[0].id, "申请人已补正，不必评审", by="clerk")
    assert case.case.status == "finished" and case.case.ended_at == ["e"]


def test_days_do_not_count_only_until_it_is_cancelled():
    case = Played(model(EXCLUDED))
    start(case)
    case.later(days=7)
    before = case.restored().limits.statutory.deadline
    case.case.cancel_branch(case.case.branches[0].id, "误启动", by="clerk")
    case.later(days=7)
    assert case.restored().limits.statutory.deadline == before


def test_a_return_leaves_it_and_there_is_none_from_inside_it_to_the_main_flow():
    case = begun()
    start(case)
    case.do("T").do("draw")
    inside = next(t.id for t in case.restored().tasks if t.element_id == "judge")
    with pytest.raises(CannotReturn):
        case.case.return_to("T", "x", by="head", task_id=inside)
    case.case.return_to("draw", "x", by="head", task_id=inside)
    assert case.open == ["U", "draw"]
    outside = next(t.id for t in case.restored().tasks if t.element_id == "U")
    case.case.return_to("T", "x", by="head", task_id=outside)
    assert case.open == ["T", "draw"]


def test_a_refused_start_changes_nothing():
    body = REVIEW.replace('<userTask id="draw"/>', '<userTask id="draw"><extensionElements>'
                          '<daylight:post authority="= 谁" post="岗"/></extensionElements></userTask>')  # fmt: skip
    case = Played(read_model(process(MAIN + body.format(more="", start=""), MESSAGES)))
    before = case.case.to_bytes()
    with pytest.raises(CaseError) as failed:
        start(case)
    assert failed.value.element == "draw"
    assert case.case.to_bytes() == before and case.case.changes.entries == ()


# ---------------------------------------------------------------------- migration


def without() -> object:
    return read_model(process(MAIN + WITHDRAWAL, MESSAGES, 'daylight:limit="20wd"'))


def test_a_case_moves_with_a_running_branch_and_to_a_version_that_has_one_more():
    case = begun()
    start(case)
    moved = case.restored().migrate(model(EXCLUDED), "x", by="admin")
    assert {t.element_id for t in moved.tasks} == {"T", "draw"} and [b.element_id for b in moved.branches] == ["B"]
    later = Played(without()).case.migrate(model(), "x", by="admin")
    assert [e.id for e in later.startable] == ["B"]


def test_a_version_without_the_branch_takes_the_case_unless_it_is_running():
    case = begun()
    assert case.restored().plan_migration(without()).safe
    moved = case.case.migrate(without(), "x", by="admin")
    assert moved.startable == []
    start(case)
    assert not case.restored().plan_migration(without()).safe
    plain = process(MAIN + REVIEW.format(more="", start="").replace('daylight:branch="true"', ""), MESSAGES)
    assert not case.case.plan_migration(read_model(plain)).safe


# ---------------------------------------------------------------------- reading, checking, comparing


@pytest.mark.parametrize(
    "wrong",
    [
        REVIEW.replace('triggeredByEvent="true"', ""),
        REVIEW.replace('isInterrupting="false"', ""),
        REVIEW.replace('daylight:result="评审"', ""),
        REVIEW.replace('daylight:branch="true"', 'daylight:holds="T"'),
        REVIEW.replace('<startEvent id="bs"', '<startEvent id="bs" daylight:party="true"'),
        REVIEW.replace("{more}", 'daylight:holds="judge"'),
        REVIEW.replace("{more}", 'daylight:holds="e"'),
        REVIEW.replace("{more}", 'daylight:holds="nobody"'),
        REVIEW.replace('<messageEventDefinition messageRef="m"/>', '<timerEventDefinition><timeDuration>P1D'
                       '</timeDuration></timerEventDefinition>'),
    ],
)  # fmt: skip
def test_what_is_no_branch_is_refused_by_name(wrong):
    with pytest.raises(ModelRefused) as refused:
        read_model(process(MAIN + wrong.format(more="", start=""), MESSAGES))
    assert {f.element for f in refused.value.findings if f.severity == "error"} == {"B"}


def test_a_branch_inside_a_called_process_is_refused():
    called = f'<process id="C"><startEvent id="cs"/><userTask id="ct"/>{REVIEW.format(more="", start="")}</process>'
    called = called.replace("</process>", '<sequenceFlow id="c1" sourceRef="cs" targetRef="ct"/></process>')
    body = '<startEvent id="s"/><callActivity id="P" calledElement="C"/>' + flows("s P")
    with pytest.raises(ModelRefused) as refused:
        read_model(process(body, MESSAGES + called), "Main")
    assert "B" in {f.element for f in refused.value.findings}


def test_the_checks_see_its_steps_and_say_where_its_days_count():
    attributes = 'daylight:power="x" daylight:limit="20wd" daylight:promise="10wd"'
    found = {(f.check, f.element) for f in check_model(model(attributes=attributes))}
    assert {("posts", "draw"), ("posts", "judge"), ("statutory", "B")} <= found
    excluded = {(f.check, f.element) for f in check_model(model(EXCLUDED, attributes=attributes))}
    assert ("statutory", "B") not in excluded
    endless = process(MAIN + REVIEW.format(more="", start="").replace('targetRef="be"', 'targetRef="draw"'), MESSAGES)
    assert "soundness" in {f.check for f in check_model(read_model(endless)) if f.element in ("be", "draw", "judge")}


def test_the_case_may_ask_whether_there_is_a_result_yet():
    read = MAIN.replace("<sequenceFlow id=\"f2\"", '<sequenceFlow id="f9"').replace(
        'sourceRef="U" targetRef="e">', 'sourceRef="U" targetRef="e"><conditionExpression>评审 = null'
        "</conditionExpression>")  # fmt: skip
    found = check_model(model(body=read), only={"data-flow"})
    assert not [f for f in found if f.severity == "error"]


def test_a_comparison_tells_that_a_step_may_be_a_branch_and_what_it_holds():
    plain = read_model(process(MAIN + REVIEW.format(more="", start="").replace('daylight:branch="true"', ""), MESSAGES))
    said = [c.text.zh for c in compare_models(plain, model('daylight:holds="U"')).changes if c.element == "B"]
    assert any("支流程" in text for text in said) and any("不办" in text for text in said)


def test_what_goes_on_beside_is_never_ahead_of_what_is_open():
    case = begun()
    start(case)
    assert case.case.ahead == {"U", "e", "judge", "be"}
    case.do("draw").do("judge")
    assert case.restored().ahead == {"U", "e"}
