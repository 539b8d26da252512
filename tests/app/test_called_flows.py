"""A category flow that a power calls: in the inbox, on the drawing, in the public stages, with values of its own."""

from datetime import timedelta

import pytest

from app.cases.commands import StartCase, start_case
from app.cases.keys import new_key
from app.cases.queries import case_file, inbox, task_page, tracking
from app.database import db
from app.flows.queries import effective_model
from app.flows.tables import BundleFile
from app.jobs.worker import run_due_jobs
from app.ui.stages import stages_of
from tests.app.world import SOMEBODY, do, officer, open_tasks, publish_shipped
from tests.flows.test_05_minimum_living import APPLICATION, SURVEYED

ALLOWANCE = "05-minimum-living"
NOTICE = {"公示内容": "拟纳入低保。", "公示载体": ["所在地张贴"], "异议途径": "0900-2234505"}


@pytest.fixture
def receipt(app, clock):
    """An application of which the township has to publish the first result."""
    publish_shipped(ALLOWANCE)
    receipt = start_case(StartCase(ALLOWANCE, {"as_whom": "self", **APPLICATION}, new_key(), SOMEBODY))
    surveyed = {**SURVEYED, "入户日期": clock.now().date().isoformat()}
    do(receipt.case_id, "intake", "yunqing", {"受理结论": "受理"})
    do(receipt.case_id, "survey", "lixing", surveyed)
    do(receipt.case_id, "survey", "rongqin", surveyed)
    do(receipt.case_id, "draft", "zuyin", {"初审意见": "建议纳入", "初审理由": "收入低于标准。"})
    return receipt


def published(receipt, clock):
    last = (clock.now().date() + timedelta(days=7)).isoformat()
    do(receipt.case_id, "notice_publish", "lixing", {**NOTICE, "公示截止日": last})


def waiting(username):
    return [row for group in inbox(officer(username)).groups for row in group.rows]


def test_the_flows_called_are_stored_with_the_bundle(app, receipt):
    digest = effective_model(ALLOWANCE).digest
    names = set(db.session.scalars(db.select(BundleFile.name).where(BundleFile.digest == digest)))
    assert {"flow.bpmn", "notice.bpmn", "delivery.bpmn", "notice_publish.schema.json"} <= names
    assert "hearing.bpmn" not in names


def test_its_step_waits_for_the_post_in_whose_lane_the_call_stands(app, receipt):
    assert [row.name.zh for row in waiting("lixing")] == ["发布公示"]
    assert not waiting("luanci")
    page = task_page(open_tasks(receipt.case_id)[0].id, officer("lixing"))
    assert page.form.name == "notice_publish" and page.task.post.zh == "经办岗"


def test_the_call_and_its_stage_are_here_while_the_called_flow_is(app, receipt, clock):
    file = tracking(receipt.case_id)
    assert file.states["notice"] == file.states["notice_publish"] == "here"
    with app.test_request_context():
        looks = {stage.name.zh: stage.look for stage in stages_of(file)}
    assert looks == {"受理": "done", "调查评议": "done", "公示": "now", "审核确认": "todo", "公布和发放": "todo"}
    published(receipt, clock)
    assert tracking(receipt.case_id).states["notice"] == "here"  # nobody's task, but the notice runs


def test_the_next_steps_see_what_the_called_flow_hands_up(app, receipt, clock):
    published(receipt, clock)
    clock.advance_to(clock.now() + timedelta(days=8))
    run_due_jobs()
    do(receipt.case_id, "notice_conclude", "lixing", {"公示结果": "异议不成立", "公示说明": "已经逐条核查。"})
    file = case_file(receipt.number, officer("luanci"))
    assert file.states["notice"] == "done"
    page = task_page(open_tasks(receipt.case_id)[0].id, officer("luanci"))
    assert page.known["公示结果"] == "异议不成立"


def test_a_step_in_it_sees_the_values_of_the_called_flow_before_those_of_the_case(app, receipt, clock):
    published(receipt, clock)
    clock.advance_to(clock.now() + timedelta(days=8))
    run_due_jobs()
    page = task_page(open_tasks(receipt.case_id)[0].id, officer("lixing"))
    assert page.task.element_id == "notice_conclude" and page.known["公示内容"] == "拟纳入低保。"
    assert page.known["初审意见"] == "建议纳入"
