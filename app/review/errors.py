"""What a submission or a review is refused for."""

from app.refusal import Refusal
from engine import Finding, Text


class NotReady(Refusal):
    """The version cannot be submitted; ``findings`` say why, ``need`` which waiver would do."""

    def __init__(self, text: Text, findings: tuple[Finding, ...] = (), waivable: bool = False) -> None:
        super().__init__(text)
        self.findings, self.waivable = findings, waivable


class AlreadySubmitted(Refusal):
    text = Text(
        "这一项已有一个版本在审核，等审完或者撤回以后再送审",
        "A version of this power is under review; wait until that is decided, or withdraw it",
    )


class NothingChanged(Refusal):
    text = Text("与现行版本完全相同，不用送审", "It is the same as the version in force; there is nothing to review")


class OwnModel(Refusal):
    text = Text(
        "送审的人和画过这个流程的人不能审核它，请由另一位审核人办理",
        "Whoever submitted or drew this flow does not review it; somebody else of the legal office does",
    )


class StaleReview(Refusal):
    text = Text(
        "送审以后现行版本已经变了，差异和证明都不是对着现行版本的；退回，由分析员对照现行版本重新送审",
        "The version in force has changed since this was submitted; difference and proof are against another one. "
        "Return it, to be submitted anew against what is in force",
    )


class PastDate(Refusal):
    text = Text("施行日期不能早于今天", "It cannot take effect before today")


class NoSuchSubmission(Refusal):
    text = Text("没有这个送审版本", "There is no such submission")


class NotYours(Refusal):
    text = Text("这个送审版本不归您的单位", "This submission is not your organisation's")


class NotUnderReview(Refusal):
    text = Text("这个版本已经审结", "This submission has been decided already")


class NotLegalOffice(Refusal):
    text = Text("这一页由法制审核岗使用", "This page is for the legal office")


class NoWords(Refusal):
    text = Text("写了内容才能提交", "Something has to be written")


class NotWaiting(Refusal):
    text = Text("这个版本不在等施行日期，不能取消", "This version is not waiting for its date; it cannot be called off")


class ChangeWaits(Refusal):
    text = Text(
        "这项权力已有一个改变在等另一位审核人签署，先签署、不同意或者撤回它",
        "A change of this power waits for a second signature already; sign it, decline it or take it back first",
    )


class OwnChange(Refusal):
    text = Text(
        "提出改变的人不能自己签署，代办的人也不能代其签署，请由另一位审核人办理",
        "Whoever proposed a change does not sign it, nor does their deputy for them; "
        "somebody else of the legal office does",
    )


class StaleChange(Refusal):
    text = Text(
        "提出以后现行版本已经变了，不能再照此改变；请不同意它，需要的话对照现行版本重新提出",
        "The version in force has changed since this was proposed. Decline it; propose it anew if it is still needed",
    )


class NoSuchChange(Refusal):
    text = Text("这个改变已经签署、不同意或者撤回", "This change has been signed, declined or taken back already")
