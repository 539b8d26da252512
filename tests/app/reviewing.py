"""What tests of the review say: a draft with its scenarios, submitted, looked at by the legal office."""

from pathlib import Path

from sqlalchemy import select

from app.cases.commands import CompleteTask, complete_task
from app.cases.keys import new_key
from app.cases.tables import TaskRow
from app.database import db
from app.flows.commands import publish
from app.flows.draft_queries import get_draft
from app.flows.drafts import draft_from_power, save_files
from app.flows.folders import power_folders
from app.review.submitting import Submit, submit
from app.review.tables import Submission
from tests.app.world import POWER, officer

ROOT = Path(__file__).parents[2]
APPLICANT = '{name: 巷口面馆, id_type: uscc, id_number: 91350100M000100Y43, phone: "13800138000"}'
BEGIN = f"begin: {{on: 2026-03-02, answers: {{申请人: {APPLICANT}, 面积: 36, 声明: yes}}}}\nsteps:\n"
ACCEPT = "  - {do: intake, answers: {结论: 受理}}\n"
INSPECT = "  - {do: 核查, answers: {合格: yes}}\n" * 2
SCENARIOS = {
    "granted.test.yaml": BEGIN
    + ACCEPT
    + INSPECT
    + "  - {do: 决定, answers: {决定: 准予}}\n  - expect: {ended: 准予}\n",
    "refused.test.yaml": BEGIN
    + "  - {do: intake, answers: {结论: 补正}}\n  - {do: 补正, answers: {说明: 已补}}\n"
    + INSPECT
    + "  - {do: 决定, answers: {决定: 不予, 理由: 不合格}}\n  - expect: {ended: 不予}\n",
    "silence.test.yaml": BEGIN + "  - wait: 6wd\n  - expect: {passed: silence, open: [核查, 核查]}\n",
    "withdrawn.test.yaml": BEGIN + "  - send: 撤回申请\n  - expect: {ended: 已撤回}\n",
}


def publish_review() -> None:
    """The shipped flow by which flows are reviewed."""
    folder = next(f for f in power_folders(ROOT / "bpmn", ROOT / "forms") if f.name == "10-other/10-model-review")
    assert publish(folder) is None


def limit_of(step: str, was: int, becomes: int, flow: bytes) -> bytes:
    """The flow with the limit of a step changed, in working days."""
    word = f'daylight:form="{step}" daylight:limit="{{}}wd"'
    assert word.format(was).encode() in flow
    return flow.replace(word.format(was).encode(), word.format(becomes).encode())


def changed(draft_id: int, **files: bytes) -> int:
    """文静 saves files of the draft; a dot in a name written as two underscores."""
    named = {name.replace("__", "."): content for name, content in files.items()}
    save_files(draft_id, get_draft(draft_id).revision, named, officer("wenjing"), new_key())
    return draft_id


def drawn(scenarios: dict[str, str] | None = None) -> int:
    """A draft of the test power by 文静, with the limit of its check changed and its scenarios."""
    draft_id = draft_from_power(officer("wenjing"), POWER, new_key())
    shorter = limit_of("inspect", 3, 2, get_draft(draft_id).files["flow.bpmn"])
    tests = {name: text.encode() for name, text in (SCENARIOS if scenarios is None else scenarios).items()}
    save_files(draft_id, 1, {"flow.bpmn": shorter, **tests}, officer("wenjing"), new_key())
    return draft_id


def submitted(draft_id: int | None = None, waiver: str = "", by: str = "wenjing") -> Submission:
    command = Submit(draft_id or drawn(), "核查由三个工作日改为两个", waiver, new_key(), officer(by))
    return db.session.get_one(Submission, submit(command))


def decide(submission: Submission, username: str, answers: dict[str, str], key: str | None = None) -> None:
    """Complete the open step of the review."""
    db.session.rollback()
    task_id = db.session.scalar(select(TaskRow.id).where(TaskRow.case_id == submission.case_id))
    complete_task(CompleteTask(task_id, answers, key or new_key(), "", officer(username), case_id=submission.case_id))
    db.session.expire_all()


AGREE = {"审核结论": "同意固化", "施行日期": "2026-11-20"}
RETURN = {"审核结论": "退回修改", "退回理由": "核查两个工作日做不到。"}
