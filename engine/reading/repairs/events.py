"""Events that do not say enough to be triggered or told: a name is given, or a person does it."""

import re

from engine.reading.repairs.expressions import NoFeel, to_feel
from engine.reading.repairs.tree import (
    CATCHES,
    THROWS,
    Book,
    as_message,
    as_step,
    child,
    definitions,
    event_of,
    make,
    unset,
)
from engine.reading.xml import Node, local
from engine.text import Text

CODE = "events"
_BY_THE_CLOCK = re.compile(r"\b(now|today)\s*\(")
_MISSING = Text("没有条件", "it has no condition")
_OPEN = {"boundaryEvent": "cancelActivity", "startEvent": "isInterrupting"}
_TOLD_BY = {"message": "name", "signal": "name", "error": "errorCode", "escalation": "escalationCode"}
Declared = dict[str | None, Node]
_THROWN = frozenset({"", "message", "signal", "escalation", "link", "error", "terminate", "compensate", "cancel"})


def apply(book: Book) -> None:
    declared = {n.get("id"): n for r in book.roots.values() for n in r if local(n) in ("message", "signal")}
    for node in (n for r in book.roots.values() for n in r if local(n) in _TOLD_BY):
        _letter_by_letter(book, node, node.get(_TOLD_BY[local(node)]) or "")
    for node in book.nodes(*CATCHES, *THROWS):
        _event(book, node, declared)
    for node in book.nodes("receiveTask", "eventBasedGateway"):
        if node.get("instantiate") in ("true", "1"):
            book.warn(
                CODE,
                node,
                "消息到来时不会由它自己发起：由人发起，再在这里等",
                "no case begins by itself when its message comes: a person begins it, and it waits here",
            )
    for node in book.nodes("receiveTask"):
        if not _named(node, declared):
            node.set("messageRef", _give(book, node, node, "message", declared))
            book.note(
                CODE,
                node,
                "没有写等什么消息，等与它同名的消息",
                "does not say which message it waits for; it waits for one of its own name",
            )


def _letter_by_letter(book: Book, node: Node, name: str) -> None:
    if name.startswith("=") or "${" in name or "#{" in name:
        zh = f"“{name}”不作为表达式计算，一字不差才算对上"
        book.warn(CODE, node, zh, f"{name!r} is not worked out as an expression; it is matched letter by letter", name)


def _event(book: Book, node: Node, declared: Declared) -> None:
    found, kind = definitions(node), event_of(node)
    if len(found) > 1:
        _several(book, node, found)
    elif kind in ("message", "signal") and not _named(found[0], declared):
        found[0].set(f"{kind}Ref", _give(book, node, found[0], kind, declared))
        book.note(
            CODE,
            node,
            "没有写消息或信号的名称，以它自己的名称为名",
            "names no message or signal; its own name is taken",
        )
    elif kind in ("error", "cancel") and _OPEN.get(local(node)) and node.get(_OPEN[local(node)]) in ("false", "0"):
        node.set(_OPEN[local(node)], "true")
        zh, en = ("错误", "an error") if kind == "error" else ("取消", "a cancel event")
        book.warn(CODE, node, f"{zh}事件总是中断的，按中断执行", f"{en} always interrupts; it does so here")
    elif kind == "conditional" and local(node) in CATCHES:
        _condition(book, node, found[0])
    elif local(node) == "intermediateCatchEvent" and kind in ("error", "escalation", "compensate", "cancel"):
        name = as_message(book, node)
        book.warn(
            CODE,
            node,
            f"这里等不到{kind}事件，由人以消息“{name}”告知",
            f"a {kind} event cannot come here; a person tells by the message {name!r}",
        )
    elif kind == "" and local(node) in ("intermediateCatchEvent", "boundaryEvent"):
        name = as_message(book, node)
        book.warn(
            CODE,
            node,
            f"没有写等什么，由人以消息“{name}”告知",
            f"does not say what it waits for; a person tells by the message {name!r}",
        )
    elif local(node) == "intermediateThrowEvent" and kind not in _THROWN | {"error", "terminate"}:
        as_step(node, "抛出事件")
        book.warn(CODE, node, f"{kind}事件不能抛出，改由人办理", f"a {kind} event cannot be thrown; a person does it")
    elif local(node) == "endEvent" and kind not in _THROWN - {"link"}:
        as_step(node, "结束事件")
        book.warn(
            CODE, node, f"{kind}事件不能作为结束，改由人办理", f"a {kind} event cannot be an end; a person does it"
        )


def _several(book: Book, node: Node, found: list[Node]) -> None:
    kinds = "、".join(local(d).removesuffix("EventDefinition") for d in found)
    if local(node) in THROWS:
        as_step(node, "多重事件")
        book.warn(
            CODE,
            node,
            f"一个事件有多个定义（{kinds}），改由人办理",
            f"the event has several definitions ({kinds}); a person does it",
        )
    else:
        name = as_message(book, node)
        book.warn(
            CODE,
            node,
            f"一个事件有多个定义（{kinds}），由人以消息“{name}”告知",
            f"the event has several definitions ({kinds}); a person tells by the message {name!r}",
        )


def _condition(book: Book, node: Node, definition: Node) -> None:
    condition = child(definition, "condition")
    text = (condition.text or "").strip() if condition is not None else ""
    try:
        if not text or condition is None:
            raise NoFeel(_MISSING)
        feel = to_feel(book, text, condition.get("language"))
    except NoFeel as error:
        name = as_message(book, node)
        book.warn(
            CODE,
            node,
            f"条件事件：{error.reason.zh}；由人以消息“{name}”告知",
            f"conditional event: {error.reason.en}; a person tells by the message {name!r}",
            text,
        )
        return
    if feel != text.removeprefix("=").strip():
        book.note(CODE, node, f"条件“{text}”改写为 {feel}", f"the condition {text!r} became {feel}")
    if _BY_THE_CLOCK.search(feel):
        book.warn(
            CODE,
            node,
            "条件里有现在的时间，可是时间过去不会让它重看：到时间要发生的，用定时事件",
            "its condition reads the clock, but is looked at when something happens, not as time goes by: use a timer",
            text,
        )
    condition.text = feel
    unset(condition, "language")


def _named(holder: Node, declared: Declared) -> bool:
    target = _meant(holder, declared)
    ref = holder.get("messageRef") or holder.get("signalRef")
    return bool(target is not None and target.get("name")) or bool(ref and target is None)


def _meant(holder: Node, declared: Declared) -> Node | None:
    ref = holder.get("messageRef") or holder.get("signalRef") or ""
    return declared.get(ref) if ref in declared else declared.get(ref.split(":")[-1])


def _give(book: Book, node: Node, holder: Node, kind: str, declared: Declared) -> str:
    """The id of a message or signal that has the event's name: its own, so that whoever refers to it means the same."""
    name = " ".join((node.get("name") or "").split()) or node.get("id") or kind
    meant = _meant(holder, declared)
    if meant is not None:
        taken = {other.get("name") for other in declared.values()}
        meant.set("name", name if name not in taken else meant.get("id") or kind)
        return meant.get("id") or ""
    made = make(node.getroottree().getroot(), kind, id=book.fresh(f"{node.get('id')}_{kind}"), name=name)
    return made.get("id") or ""
