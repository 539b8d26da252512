"""What each operation does to a case in hand. Nothing is stored here: the same shows beforehand what would happen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.cases.errors import LacksDetail, NobodyElseSigns, NotYourTask, SignerIsThere, TaskGone
from app.cases.moving import Loaded
from app.cases.tables import TaskRow
from app.people.queries import Officer, find_post, holders_of
from engine import Limit, StandingVote, Text

NAMES = {
    "suspend": Text("暂停（中止）", "Suspend"),
    "resume": Text("恢复", "Resume"),
    "extend": Text("延长时限", "Extend the limit"),
    "terminate": Text("终止", "Terminate"),
    "return": Text("退回", "Return"),
    "add-signer": Text("加签", "Add a signer"),
    "remove-signer": Text("减签", "Remove a signer"),
    "transfer": Text("移送", "Transfer"),
    "merge": Text("并案", "Merge"),
    "split": Text("分案", "Split"),
    "branch": Text("启动支流程", "Start a branch flow"),
    "cancel-branch": Text("撤销支流程", "Cancel a branch flow"),
    "sign-again": Text("重新签署", "Sign again"),
}
BACK = "back"
"""The value of the detail ``then`` when the case comes straight back to who returned it."""


@dataclass(frozen=True, slots=True)
class Intent:
    """An operation as it is asked for. ``details`` by operation: suspend ``article``; extend ``amount``; return
    ``task`` ``step`` ``then``; add-signer ``step`` ``signer``; remove-signer ``task``; transfer ``to`` or ``outside``;
    merge ``cases`` (ids by commas); split ``source`` ``materials`` (ids by commas, or ``none``; nothing: all); branch
    ``branch`` (its element); cancel-branch ``branch`` (its id); sign-again ``signature`` (element and item, with a
    colon between).
    """

    operation: str
    reason: str
    details: Mapping[str, str]

    @property
    def name(self) -> Text:
        return NAMES[self.operation]

    def detail(self, name: str, what: Text) -> str:
        """Raises LacksDetail."""
        value = self.details.get(name, "").strip()
        if not value:
            raise LacksDetail(Text(f"{self.name.zh}：请写明{what.zh}", f"{self.name.en}: {what.en} is needed"))
        return value


@dataclass(frozen=True, slots=True)
class Hands:
    """The case in hand with its open tasks as the inbox has them, and who acts."""

    loaded: Loaded
    tasks: Sequence[TaskRow]
    officer: Officer | None  # None: somebody else's intent, which has been approved
    by: str
    beyond: Text | None = None  # a transfer's receiver, the cases merged, the one split off

    def task(self, id: str) -> TaskRow:
        """Raises TaskGone."""
        found = next((t for t in self.tasks if str(t.id) == id), None)
        if found is None:
            raise TaskGone
        return found


def perform(hands: Hands, intent: Intent) -> None:
    """Do it to the engine's case. Raises EngineError or Refusal, each saying why not."""
    _PERFORM[intent.operation](hands, intent)


def _suspend(hands: Hands, intent: Intent) -> None:
    article = intent.detail("article", Text("依据的条款", "the article it rests on"))
    hands.loaded.case.suspend(intent.reason, by=hands.by, article=article)


def _resume(hands: Hands, intent: Intent) -> None:
    hands.loaded.case.resume(intent.reason, by=hands.by)


def _extend(hands: Hands, intent: Intent) -> None:
    case = hands.loaded.case
    amount = intent.detail("amount", Text("延长多久", "by how much"))
    allowed = hands.loaded.flow.model.power.extension
    if not amount.isascii() or not amount.isdigit() or len(amount) > 5 or int(amount) == 0:
        raise LacksDetail(Text("延长多久须是正整数", "By how much must be a positive whole number"))
    if case.limits.started_on is None or case.limits.ended_on is not None:
        raise LacksDetail(
            Text(
                "时限还没有起算或者已经停止，不用延长",
                "No limit is running that could be extended",
            )
        )
    case.extend(Limit(int(amount), allowed.unit if allowed else "wd"), intent.reason, by=hands.by)


def _terminate(hands: Hands, intent: Intent) -> None:
    hands.loaded.case.terminate(intent.reason, by=hands.by)


def _return(hands: Hands, intent: Intent) -> None:
    task = hands.task(intent.detail("task", Text("从哪项任务退回", "from which task")))
    demand_own(hands, task)
    step = intent.detail("step", Text("退回到哪个环节", "to which step"))
    hands.loaded.case.return_to(
        step, intent.reason, by=hands.by, task_id=task.task_id, then_back=intent.details.get("then") == BACK
    )


def _add_signer(hands: Hands, intent: Intent) -> None:
    case = hands.loaded.case
    step = intent.detail("step", Text("哪个会签环节", "which joint approval"))
    element = hands.loaded.flow.model.elements.get(step)
    item = element.loop.item if element and element.loop else None
    signer = intent.detail("signer", Text("由谁加签", "who is to sign")) if item else None
    post = element.post if element else None
    if signer and post and find_post(signer, post, hands.loaded.flow.organisation_id) is None:
        raise LacksDetail(Text(f"加签：{signer}没有这个岗位", f"Add a signer: there is no such post at {signer}"))
    there = [case.visible(t.scope).get(item) for t in case.tasks if t.element_id == step] if item else []
    if signer is not None and signer in there:
        raise SignerIsThere
    if not somebody_signs(hands.loaded, hands.tasks, step, signer):
        raise NobodyElseSigns
    case.add_signer(step, intent.reason, by=hands.by, signer=signer)


def somebody_signs(loaded: Loaded, tasks: Sequence[TaskRow], step: str, signer: str | None) -> bool:
    """Whether there is a person for one signature more: each signs once, and some may have done a separate step.

    ``signer``: the kind of authority, where the flow names them.
    """
    here = [task for task in tasks if task.element_id == step]
    element = loaded.flow.model.elements[step]
    if signer is not None:
        post_id = element.post and find_post(signer, element.post, loaded.flow.organisation_id)
    else:
        post_id = next((task.post_id for task in here), None)
    if post_id is None:
        return True  # the engine says what is wrong
    barred = " ".join(task.not_by for task in here)
    free = [id for id in holders_of(post_id) if f" {id} " not in barred]
    return len(free) > sum(task.post_id == post_id for task in here)


def _remove_signer(hands: Hands, intent: Intent) -> None:
    task = hands.task(intent.detail("task", Text("减去哪一份签署", "whose signature")))
    hands.loaded.case.remove_signer(task.task_id, intent.reason, by=hands.by)


def _transfer(hands: Hands, intent: Intent) -> None:
    if hands.beyond is None:
        raise LacksDetail(Text("移送：请写明接收机关", "Transfer: the receiving authority is needed"))
    hands.loaded.case.transfer(hands.beyond, intent.reason, by=hands.by)


def _merge(hands: Hands, intent: Intent) -> None:
    hands.loaded.case.note("merged", intent.name, intent.reason, by=hands.by, what=hands.beyond or "")


def _split(hands: Hands, intent: Intent) -> None:
    hands.loaded.case.note("split", intent.name, intent.reason, by=hands.by, what=hands.beyond or "")


def _branch(hands: Hands, intent: Intent) -> None:
    branch = intent.detail("branch", Text("启动哪个支流程", "which branch flow"))
    hands.loaded.case.start_branch(branch, intent.reason, by=hands.by)


def _cancel_branch(hands: Hands, intent: Intent) -> None:
    branch = intent.detail("branch", Text("撤销哪个支流程", "which branch flow"))
    hands.loaded.case.cancel_branch(branch, intent.reason, by=hands.by)


def _sign_again(hands: Hands, intent: Intent) -> None:
    signature = intent.detail("signature", Text("哪一份意见", "which opinion"))
    own = next((s for s in standing_of(hands.loaded, hands.officer) if signature_of(s) == signature), None)
    if own is None:
        raise NotYourTask
    hands.loaded.case.sign_again(own.element_id, own.item, intent.reason, by=hands.by)


def standing_of(loaded: Loaded, officer: Officer | None) -> list[StandingVote]:
    """The opinions of an earlier meeting that count and are the officer's posts' to change; all where it is nobody."""
    here = loaded.flow.organisation_id
    kind = loaded.flow.model.processes[loaded.flow.model.process_id].authority or ""
    return [
        vote
        for vote in loaded.case.standing
        if officer is None or officer.holds(find_post(vote.authority or kind, vote.post or "", here))
    ]


def signature_of(vote: StandingVote) -> str:
    return f"{vote.element_id}:{vote.item}"


def demand_own(hands: Hands, task: TaskRow) -> None:
    """The task is the officer's to do. Raises NotYourTask."""
    officer = hands.officer
    if officer and (task.is_party or not officer.holds(task.post_id) or not officer.may_touch(task.officer_id)):
        raise NotYourTask


_PERFORM: dict[str, Callable[[Hands, Intent], None]] = {
    "suspend": _suspend,
    "resume": _resume,
    "extend": _extend,
    "terminate": _terminate,
    "return": _return,
    "add-signer": _add_signer,
    "remove-signer": _remove_signer,
    "transfer": _transfer,
    "merge": _merge,
    "split": _split,
    "branch": _branch,
    "cancel-branch": _cancel_branch,
    "sign-again": _sign_again,
}
