"""The questions of a catalogue entry, in the order and under the headings of the published guide."""

from dataclasses import dataclass

from flask_babel import gettext as _


@dataclass(frozen=True, slots=True)
class Ask:
    """``kind``: line, long (both in two languages), text, limit, list, rows, words, events, category, tick."""

    name: str
    label: str
    kind: str = "long"
    hint: str = ""
    columns: tuple[tuple[str, str, str], ...] = ()  # of rows: name, label, kind


def groups() -> list[tuple[str, list[Ask]]]:
    """Heading and questions."""
    basis = (("law", _("法律名称"), "line"), ("article", _("条款"), "line"), ("text", _("条文"), "long"))
    materials = (
        ("name", _("材料名称"), "line"), ("form", _("形式"), "line"), ("source", _("由谁提供"), "line"),
        ("required", _("必须提交"), "tick"), ("shared", _("部门共享，免交"), "tick"),
        ("sample", _("示例"), "paper"), ("blank", _("空表"), "paper"),
    )  # fmt: skip
    return [
        (_("是哪一项权力"), [
            Ask("name", _("名称"), "line"),
            Ask("code", _("权力编码"), "text"),
            Ask("unified_code", _("统一编码"), "text", _("全省统一事项的编码。")),
            Ask("category", _("权力类别"), "category"),
            Ask("case_number", _("文号代字"), "text", _("例如 云市监食许；办件号从它开始。")),
            Ask("keywords", _("别的叫法"), "words", _("百姓会怎么找它；用逗号分开。")),
            Ask("life_events", _("人生事件"), "events", _("什么时候会用到它；可以选几个。")),
        ]),
        (_("依据和职责"), [
            Ask("basis", _("法律依据"), "rows", columns=basis),
            Ask("duties", _("职责")),
        ]),
        (_("条件和材料"), [
            Ask("conditions", _("办理条件"), "list"),
            Ask("agents", _("可以由代办人申请"), "tick"),
            Ask("materials", _("申请材料"), "rows", columns=materials),
        ]),
        (_("流程、时限和收费"), [
            Ask("procedure", _("流程说明")),
            Ask("limit", _("法定时限"), "limit"),
            Ask("promise", _("承诺时限"), "limit"),
            Ask("extension", _("可以延长"), "limit"),
            Ask("fee", _("收费"), "line"),
            Ask("fee_basis", _("收费依据"), "line"),
        ]),
        (_("结果和监督"), [
            Ask("result", _("办理结果")),
            Ask("remedies", _("救济途径")),
            Ask("discipline", _("纪律")),
            Ask("service_promise", _("服务承诺")),
        ]),
        (_("在哪里办"), [
            Ask("place", _("地点"), "line"),
            Ask("hours", _("时间"), "line"),
            Ask("phone", _("电话"), "text"),
            Ask("supervision_phone", _("监督电话"), "text"),
            Ask("disclosed", _("在政务大厅公开"), "tick"),
            Ask("undisclosed_reason", _("不公开的理由"), "line", _("公开的不用写。")),
        ]),
    ]  # fmt: skip


def labels() -> dict[str, str]:
    """What each field is called, rows' columns included."""
    said = {}
    for _heading, asks in groups():
        for ask in asks:
            said[ask.name] = ask.label
            said.update({f"{ask.name}.{name}": label for name, label, _kind in ask.columns})
    return said


def label_of(path: str) -> str:
    """法律依据 第 2 项 条款（英文）: what a wrong field is called in the summary."""
    known, parts = labels(), path.split(".")
    said = [known.get(parts[0], parts[0])]
    for part in parts[1:]:
        if part.isdecimal():
            said.append(_("第 %(number)d 项", number=int(part) + 1))
        elif part in ("zh", "en"):
            said.append(_("（中文）") if part == "zh" else _("（英文）"))
        elif part not in ("amount", "unit"):
            said.append(known.get(f"{parts[0]}.{part}", part))
    return " ".join(said)
