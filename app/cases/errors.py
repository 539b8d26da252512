"""Refusals about cases."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.refusal import Refusal
from engine import FieldError, FormInvalid, Text


class AnswersRefused(FormInvalid):
    """An upload was refused. ``answers``: everything else that was sent, so that nothing has to be typed again."""

    def __init__(self, errors: Sequence[FieldError], answers: Mapping[str, Any]) -> None:
        super().__init__(errors)
        self.answers = answers


class NoSuchCase(Refusal):
    text = Text("没有这个办件，或者不归您的岗位看", "There is no such case, or it is not for your posts to see")


class NoSuchTask(Refusal):
    text = Text("没有这个待办，或者已经办完", "There is no such task, or it has been done")


class StaleTask(Refusal):
    """Somebody else has just moved the case on."""

    text = Text(
        "这件刚被别人办了，您的意见存为草稿", "Someone has just moved this case on; your opinion is kept as a draft"
    )


class TakenByAnother(Refusal):
    text = Text(
        "这一件已由别人领取，您的意见存为草稿", "Somebody else has taken this task; your opinion is kept as a draft"
    )


class SeparateDuty(Refusal):
    text = Text(
        "前一环节由您办理，这一环节须由别人办理",
        "You did an earlier step that must be done by somebody else than this one",
    )


class NotYourTask(Refusal):
    text = Text("这一环节不归您的岗位办理", "This step is not for your posts")


class BegunByAuthority(Refusal):
    text = Text(
        "这一项由行政机关依职权办理，不用申请，也不能由您的岗位立案",
        "The authority exercises this power of its own motion: it is not applied for, nor for your posts to begin",
    )


class NotReceivable(Refusal):
    text = Text("办件现在不能这样处理", "The case cannot take this now")


class NobodyEnds(Refusal):
    text = Text(
        "流程没有写明由谁决定，也没有写明由谁批准，不能这样结束办件",
        "The flow names neither who decides nor who approves this; a case cannot be ended so",
    )


class WrongQueryCode(Refusal):
    text = Text("查询码或密码不对", "The query code or the password is wrong")


class UploadTooLarge(Refusal):
    text = Text("文件太大", "The file is too large")


class UploadOfWrongType(Refusal):
    text = Text("不收这种文件", "Files of this type are not accepted")


class UploadHarmful(UploadOfWrongType):
    """It is of an accepted type, and holds what would harm whoever opens it."""

    def __init__(self, zh: str, en: str, name: str) -> None:
        super().__init__(Text(f"{zh}：{name[:120]}", f"{en}: {name[:120]}"))


class NoSuchMaterial(Refusal):
    text = Text("没有这份材料", "There is no such material")


class NotConcerned(Refusal):
    text = Text(
        "您没有办过这件，也没有这件的待办，不能这样处理",
        "You have done no step of this case and have no task in it; this is not for you to do",
    )


class LacksDetail(Refusal):
    """What an operation has to say is missing or wrong; the text names it."""


class TaskGone(Refusal):
    text = Text("这项任务已不在待办，请重新打开案卷", "The task is no longer open; open the case again")


class NobodyElseSigns(Refusal):
    text = Text(
        "岗位上没有别人可以签：每人只签一份，再加一份就没有人签了",
        "Nobody else at the post can sign: each person signs once, so one more signature would be nobody's",
    )


class SignerIsThere(Refusal):
    text = Text("这一方已经在会签，不用再加", "They are signing already")


class AskedAlready(Refusal):
    text = Text("同样的报请正在等批准，不用再报", "The same has been asked for and waits for approval")


class NobodyToApprove(Refusal):
    text = Text(
        "有权批准的岗位上没有别人，您不能批准自己的报请",
        "Nobody but you holds the post that approves, and nobody approves what they ask for themselves",
    )


class NoSuchRequest(Refusal):
    text = Text(
        "没有这个报请，或者不归您的岗位批准", "There is no such request, or it is not for your posts to approve"
    )


class RequestDecided(Refusal):
    text = Text("这个报请已经有人批过", "This request has been decided already")


class RequestLapsed(RequestDecided):
    text = Text("办件已经办结，这个报请不用再批", "The case has ended; there is nothing left to approve")


class ApproverIsAsker(Refusal):
    text = Text("自己报请的不能由自己批准", "Nobody approves what they have asked for themselves")


class CaseMovedOn(Refusal):
    text = Text(
        "报请以后办件已往前走，报请时的待办都已办完；请不予批准，需要时重新报请",
        "The case has moved on since: every task open then has been done. Decline; it can be asked for anew",
    )


class CannotHandOver(Refusal):
    text = Text("不能转办", "It cannot be handed over")


class CannotTransfer(Refusal):
    text = Text("不能移送", "It cannot be transferred")


class FlowFailed(Refusal):
    """A step of the flow cannot be done as the model says; what is wrong is recorded as an incident."""

    title = Text("办件没有动", "The case has not moved")

    def __init__(self, why: Text) -> None:
        self.why = why
        super().__init__(
            Text(
                f"流程走到这里走不下去：{why.zh}办件没有动，已告诉管理员，修好以后再办。",
                f"The flow cannot go on from here: {why.in_('en')} The case has not moved; the administrator has been "
                "told, and it can be done once this is mended.",
            )
        )


class NoSuchIncident(Refusal):
    text = Text("没有这条故障记录", "There is no such incident")


class IncidentResolved(Refusal):
    text = Text("这条故障已经解决", "This incident has been resolved")


class CannotMerge(Refusal):
    """Why cases cannot be merged or split; the text names the case."""


class NoSuchRun(Refusal):
    text = Text("没有这次转移", "There is no such migration")


class NothingGivenUp(Refusal):
    text = Text("这次转移没有放弃的办件，没有再试", "No case of this order is given up: nothing is tried again")


class OrderOutdated(Refusal):
    text = Text(
        "要换到的版本已不是现行版本，不再试；请按现行版本另行转移",
        "The version it moves to is no longer the one in force; order a move to that one instead",
    )


class AlreadyMoved(Refusal):
    text = Text("这一件已经在新版本下。", "The case is under the new version already.")


class CannotMigrate(Refusal):
    """What stands against moving the case to the other version; the text names the steps."""
