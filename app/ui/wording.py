"""How a case is spoken of: one that was applied for, and one that the authority began of its own motion."""

from dataclasses import dataclass

from flask_babel import gettext as _

from engine import Model, Text


@dataclass(frozen=True)
class Wording:
    """``received`` and ``accepted`` head two dates; ``not_yet`` stands while counting has not begun."""

    party: str
    received: str
    accepted: str
    not_yet: str
    counting: str  # from when days are counted, as a sentence
    facts: str  # what the case began with
    sees: str
    sees_result: str


def wording_of(model: Model | None) -> Wording:
    """The words for a case of this flow; without a flow, those for an application."""
    if model is None or model.begun_by_party:
        return Wording(
            _("申请人"),
            _("收件"),
            _("受理"),
            _("受理后开始计时"),
            _("受理的次日开始计时。受理以前的补正时间不算。"),
            _("申请信息"),
            _("申请人看得到。"),
            _("申请人在进度页看到结果和意见"),
        )
    return Wording(
        _("当事人"),
        _("登记"),
        _("立案日"),
        _("立案后开始计时"),
        _("立案的次日开始计时。"),
        _("案件信息"),
        _("当事人看得到。"),
        _("当事人在进度页看到结果和意见"),
    )


def severity_word(severity: str) -> str:
    """What a finding is called."""
    return {"error": _("错误"), "warning": _("提醒"), "note": _("提示")}[severity]


def element_named(model: Model | None, element_id: str | None) -> Text:
    """The element's name, or its id where it has none or is not known."""
    element = (model.elements.get(element_id or "") or model.flows.get(element_id or "")) if model else None
    return element.name if element and element.name.zh else Text(element_id or "", element_id or "")


def is_chinese(text: str) -> bool:
    """Whether there is Chinese in it: on an English page it is marked as that."""
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


GLOBALS = {
    "wording_of": wording_of,
    "severity_word": severity_word,
    "element_named": element_named,
    "is_chinese": is_chinese,
}
