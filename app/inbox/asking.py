"""What the page of an operation asks, and what it says the operation means."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.cases.offers import Choices
from app.cases.performing import BACK
from app.cases.views import Choice
from app.language import show_text


@dataclass(frozen=True, slots=True)
class Ask:
    """One question of an operation's page. ``kind``: text | number | choice | many | select | tick."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    optional: bool = False
    lacks: str = ""  # what is said where it is not answered
    demanded: bool = True  # False: whether it is needed depends on another answer

    @property
    def id(self) -> str:
        return f"op-{self.name}"

    @property
    def lacking(self) -> str:
        usual = {"text": _("请填写"), "number": _("请填写"), "many": _("请至少选一项")}.get(self.kind, _("请选一项"))
        return f"{self.label}{_('：')}{self.lacks or usual}"


REASON = "_reason"
RECEIVER = ("to", "outside")


def asks_of(operation: str, choices: Choices) -> list[Ask]:
    match operation:
        case "suspend":
            hint = _("写明法律名称和条款，当事人看得到。")
            return [Ask("article", _("依据"), hint=hint, lacks=_("请写明依据的条款"))]
        case "extend" if choices.extension:
            amount, unit = show_text(choices.extension.text).split(" ", 1)
            return [
                Ask("amount", _("延长多久"), "number", _("最多还可延长 %(most)s。", most=f"{amount} {unit}"), unit=unit)
            ]
        case "return":
            back = Ask("then", _("重新办完后，直接回到我这里"), "tick", choices=(Choice(BACK, choices.steps[0].name),))
            return [Ask("step", _("退回到"), "choice", choices=choices.steps), back]
        case "add-signer":
            steps, only = Ask("step", _("会签环节"), "choice", choices=choices.steps), len(choices.steps) == 1
            signer = Ask("signer", _("由谁加签"), "select", choices=choices.signers, demanded=only)
            return [steps, signer] if choices.signers else [steps]
        case "remove-signer":
            return [Ask("task", _("减去哪一份签署"), "choice", choices=choices.tasks)]
        case "transfer":
            outside = Ask("outside", _("平台以外的机关"), hint=_("名单里没有的，写全称。"), optional=True)
            return [Ask("to", _("接收机关"), "select", choices=choices.receivers, optional=True), outside]
        case "merge":
            return [Ask("cases", _("并入本案的案件"), "many", choices=choices.cases)]
        case "split":
            hint = _("新案用它的事实和材料重新立案，编新的号。")
            asks = [Ask("source", _("分出哪一案的事实"), "choice", hint, choices=choices.cases)]
            if choices.materials:
                along = _("只带去选中的；一份也不选，就全部带去。原来的都留在本案。")
                asks.append(
                    Ask("materials", _("带去哪些材料"), "many", along, choices=choices.materials, optional=True)
                )
            return asks
        case "branch" | "cancel-branch":
            return [Ask("branch", _("支流程"), "choice", choices=choices.branches)]
        case "sign-again":
            return [Ask("signature", _("您上次会审的意见"), "choice", choices=choices.signatures)]
        case "hand-over":
            return [Ask("to", _("转给"), "choice", choices=choices.colleagues)]
    return []


def meaning_of(operation: str, details: Mapping[str, str]) -> str:
    """What the operation means, in one or two sentences; ``details``: what has been answered."""
    if operation == "return" and details.get("then") == BACK:
        return _("只重新办理退回的环节，办完直接回来；其余办过的和正在办的都照旧。写过的意见都留在案卷里。")
    return {
        "suspend": _("恢复以前谁也不能办理，定时不触发，日子不计入时限。当事人在进度页看到依据和理由。"),
        "resume": _("从现在起接着办。停下的日子不计入时限，定时顺延。"),
        "extend": _("全案时限顺延。当事人在进度页看到延长和理由。"),
        "terminate": _("办理就此停止，全部待办关闭，不能恢复。当事人在进度页看到理由。"),
        "return": _("退回的环节和它以后的环节重新办理；并行的其他环节照旧。写过的意见都留在案卷里。"),
        "add-signer": _("会签多一人，照原来的规则合计。"),
        "remove-signer": _("会签少一人，由其余的人决定；已签署的意见都留在案卷里。"),
        "transfer": _("本机关的办理就此停止，由接收机关接着办。当事人在进度页看到去向和理由。"),
        "merge": _("选中的案件就此结案，并入本案一并调查、一并决定；它们的事实和材料从本案可以看到。"),
        "split": _("另立一案，分开调查、分开决定；本案照旧。"),
        "branch": _("支流程在办理之外另行进行，已经打开的待办照旧；办完后，结果归入本案。它没有办完，本案不能办结。"),
        "cancel-branch": _("支流程的待办全部关闭，没有结果归入本案；等它办结的环节可以接着办。意见都留在案卷里。"),
        "sign-again": _("上次会审时签署的意见不再计入，由您的岗位重新签署；原来的意见仍留在案卷里。"),
        "hand-over": _("这项任务归这位同事，同岗的其他人不能再领取。"),
    }[operation]


def lacking(asks: list[Ask], given: Mapping[str, str], reason: str) -> dict[str, str]:
    """What is not answered, by name of the question: all of it, not one after the other."""
    found = {a.name: a.lacking for a in asks if _demands(a) and not given.get(a.name)}
    amount = next((given[a.name] for a in asks if a.kind == "number" and given.get(a.name)), "1")
    if not amount.isascii() or not amount.isdigit() or int(amount) == 0:
        whole = _("请填正整数")
        found |= {a.name: f"{a.label}{_('：')}{whole}" for a in asks if a.kind == "number"}
    if RECEIVER[0] in [a.name for a in asks if a.optional] and not any(given.get(name) for name in RECEIVER):
        found[RECEIVER[0]] = _("请选一个接收机关，或者写明平台以外的机关")
    if not reason:
        found[REASON] = _("理由：请写明")
    return found


def _demands(ask: Ask) -> bool:
    return ask.demanded and not ask.optional and ask.kind != "tick"


def details_in(form: MultiDict[str, str], asks: list[Ask], task_id: int | None) -> dict[str, str]:
    """The operation's details as a browser sent them."""
    details = {ask.name: _sent(form, ask).strip()[: 500 if ask.kind != "many" else 20_000] for ask in asks}
    return {name: value for name, value in details.items() if value} | ({"task": str(task_id)} if task_id else {})


def _sent(form: MultiDict[str, str], ask: Ask) -> str:
    return ",".join(form.getlist(ask.name)) if ask.kind == "many" else form.get(ask.name, "")
