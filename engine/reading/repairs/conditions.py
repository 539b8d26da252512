"""Conditions of other engines, in FEEL; those that are not understood are left to a person (``choices``)."""

from engine.reading.repairs.expressions import NoFeel, to_feel, wrong_constant
from engine.reading.repairs.tree import Book, child, drop, say, unset
from engine.reading.xml import Node

CODE = "conditions"
ASK = "unread"
"""Our mark on a flow whose condition is not understood; ``choices`` takes it away."""


def apply(book: Book) -> None:
    defaults = {node.get("default"): node.get("id") for node in book.nodes() if node.get("default")}
    for flow in book.flows():
        condition = child(flow, "conditionExpression")
        if condition is None:
            continue
        text = (condition.text or "").strip()
        if not text:
            drop(condition)
            continue
        if defaults.get(flow.get("id")) == flow.get("sourceRef"):
            drop(condition)
            book.note(
                CODE,
                flow,
                f"它是默认流向，条件“{text}”不起作用",
                f"it is the default flow; its condition {text!r} has no effect",
                source=text,
            )
            continue
        _condition(book, flow, condition, text)


def _condition(book: Book, flow: Node, condition: Node, text: str) -> None:
    try:
        feel = to_feel(book, text, condition.get("language"))
    except NoFeel as error:
        if ":=" in text:
            book.refuse(CODE, flow, f"条件“{text}”会改动数据", f"the condition {text!r} changes data", text)
        drop(condition)
        say(flow, ASK, text)
        book.warn(
            CODE,
            flow,
            f"条件“{text}”看不懂（{error.reason.zh}），由人选择",
            f"the condition {text!r} is not understood ({error.reason.en}); a person chooses",
            text,
        )
        return
    if feel.count("**") > 1:
        book.refuse(
            CODE,
            flow,
            f"连续的乘方“{text}”在各种语言里意思不同",
            f"the chained powers of {text!r} mean different things in different languages",
            text,
        )
    reason = wrong_constant(feel, bool)
    if reason is not None:
        book.refuse(
            CODE,
            flow,
            f"条件“{text}”得不出结果：{reason.zh}",
            f"the condition {text!r} cannot be worked out: {reason.en}",
            text,
        )
    if feel != text.removeprefix("=").strip():
        book.note(CODE, flow, f"条件“{text}”改写为 {feel}", f"the condition {text!r} became {feel}")
    condition.text = feel
    unset(condition, "language")
