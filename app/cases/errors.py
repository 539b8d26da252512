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


class WrongQueryCode(Refusal):
    text = Text("查询码或密码不对", "The query code or the password is wrong")


class UploadTooLarge(Refusal):
    text = Text("文件太大", "The file is too large")


class UploadOfWrongType(Refusal):
    text = Text("不收这种文件", "Files of this type are not accepted")


class NoSuchMaterial(Refusal):
    text = Text("没有这份材料", "There is no such material")
