"""How a case is spoken of: what kind of matter it is, as its flow says (``daylight:matter``)."""

from dataclasses import dataclass, replace

from flask_babel import gettext as _

from engine import Model, Text


@dataclass(frozen=True)
class Wording:
    """``received`` and ``accepted`` head two dates; ``not_yet`` stands while counting has not begun.

    ``got``, ``decides``, ``by``, ``tells`` are filled in with ``%`` by ``body``, ``limit`` and ``last``; "": not said.
    """

    party: str
    received: str
    accepted: str
    not_yet: str
    counting: str  # from when days are counted, as a sentence
    facts: str  # what the case began with
    sees: str
    sees_result: str
    materials: str
    apply: str  # how one begins
    send: str  # and sends it
    got: str  # what happens then
    decides: str
    fixed: str
    since: str  # half a sentence, before what is promised
    promises: str
    by: str
    tells: str
    arrived: str  # the first entry
    gone: str  # what withdrawing does


def wording_of(model: Model | None) -> Wording:
    """The words for a case of this flow; without a flow, those for an application."""
    return _WORDS[model.matter if model else "application"]()


def _application() -> Wording:
    return Wording(
        party=_("申请人"),
        received=_("收件"),
        accepted=_("受理"),
        not_yet=_("受理后开始计时"),
        counting=_("受理的次日开始计时。受理以前的补正时间不算。"),
        facts=_("申请信息"),
        sees=_("申请人看得到。"),
        sees_result=_("申请人在进度页看到结果和意见"),
        materials=_("申请材料"),
        apply=_("在线申请"),
        send=_("提交申请"),
        got=_("%(body)s收到申请，您当场得到回执、查询码和密码"),
        decides=_("受理后 %(limit)s内作出决定"),
        fixed=_("提交后不能修改；作出决定前可以撤回"),
        since=_("自受理的次日起算，"),
        promises=_("承诺 %(limit)s作出决定"),
        by=_("最迟 %(last)s作出决定"),
        tells=_("最迟 %(last)s告诉您是否受理"),
        arrived=_("收到申请"),
        gone=_("办理就此停止，不能恢复；以后可以重新申请。"),
    )


def _declaration() -> Wording:
    return replace(
        _application(),
        party=_("申报人"),
        facts=_("申报信息"),
        sees=_("申报人看得到。"),
        sees_result=_("申报人在进度页看到结果和意见"),
        materials=_("申报材料"),
        apply=_("在线申报"),
        send=_("提交申报"),
        got=_("%(body)s收到申报，您当场得到回执、查询码和密码"),
        arrived=_("收到申报"),
        gone=_("办理就此停止，不能恢复；以后可以重新申报。"),
    )


def _letter() -> Wording:
    return replace(
        _application(),
        party=_("来信人"),
        received=_("收到"),
        accepted=_("已登记"),
        not_yet=_("登记后开始计时"),
        counting=_("收到的次日开始计时。"),
        facts=_("来信内容"),
        sees=_("来信人看得到。"),
        sees_result=_("来信人在进度页看到结果和意见"),
        materials=_("要写明的"),
        apply=_("去写"),
        send=_("提交"),
        got=_("%(body)s收到来信，您当场得到回执、查询码和密码"),
        decides=_("%(limit)s内答复"),
        fixed=_("提交后不能修改；答复前可以撤回"),
        since=_("自收到的次日起算，"),
        promises=_("承诺 %(limit)s答复"),
        by=_("最迟 %(last)s答复"),
        tells="",
        arrived=_("收到来信"),
        gone=_("办理就此停止，不能恢复；以后可以再写。"),
    )


def _report() -> Wording:
    return replace(
        _letter(),
        party=_("举报人"),
        facts=_("举报内容"),
        sees=_("举报人看得到。"),
        sees_result=_("举报人在进度页看到结果和意见"),
        apply=_("在线举报"),
        send=_("提交举报"),
        got=_("%(body)s收到举报，您当场得到回执、查询码和密码"),
        arrived=_("收到举报"),
        gone=_("办理就此停止，不能恢复；以后可以再举报。"),
    )


def _case() -> Wording:
    return replace(
        _application(),
        party=_("当事人"),
        received=_("登记"),
        accepted=_("立案日"),
        not_yet=_("立案后开始计时"),
        counting=_("立案的次日开始计时。"),
        facts=_("案件信息"),
        sees=_("当事人看得到。"),
        sees_result=_("当事人在进度页看到结果和意见"),
        materials=_("材料"),
        apply=_("立案"),
        send=_("提交登记"),
        got="",
        decides="",
        fixed=_("提交后不能修改"),
        since=_("自立案的次日起算，"),
        tells="",
    )


def _business() -> Wording:
    return replace(
        _case(),
        party=_("事由"),
        accepted=_("启动"),
        not_yet=_("启动后开始计时"),
        counting=_("启动的次日开始计时。"),
        facts=_("事项信息"),
        sees=_("存入案卷。"),
        sees_result=_("结果和意见存入案卷"),
        apply=_("去登记"),
        since=_("自启动的次日起算，"),
    )


_WORDS = {
    "application": _application,
    "declaration": _declaration,
    "letter": _letter,
    "report": _report,
    "case": _case,
    "business": _business,
}


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
