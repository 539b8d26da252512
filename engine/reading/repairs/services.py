"""Work that another system was to do is done by a person."""

from engine.reading.repairs.tree import Book, as_step, extensions, vendor
from engine.reading.xml import Node, local

CODE = "services"
_DELEGATES = ("class", "delegateExpression", "expression", "type", "topic")


def apply(book: Book) -> None:
    for node in book.nodes():
        if local(node) == "serviceTask" and (how := _delegate(node)):
            book.warn(
                CODE,
                node,
                f"原由系统办理（{how}），改由人办理",
                f"another system was to do it ({how}); a person does it",
            )
        elif local(node) == "sendTask" and not node.get("messageRef"):
            _send(book, node)
        elif local(node) == "sendTask" and (how := _delegate(node)):
            book.warn(
                CODE,
                node,
                f"原由系统发送（{how}），这里只发消息",
                f"another system was to send it ({how}); here only the message is sent",
            )


def _delegate(node: Node) -> str:
    """What was to do it in another engine."""
    return next((v for d in _DELEGATES if (v := vendor(node, d))), "") or next(
        (
            e.get("type") or e.get("id") or local(e)
            for e in extensions(node, "taskDefinition", "serviceTaskOperator", "connector")
        ),
        "",
    )


def _send(book: Book, node: Node) -> None:
    """No message of the model: what is sent, another system or a person sends."""
    how = _delegate(node)
    as_step(node, "发送")
    was, was_en = (f"原由系统发送（{how}）", f"another system was to send it ({how})") if how else (
        "没有写发什么消息", "it does not say which message it sends"
    )  # fmt: skip
    book.warn(CODE, node, f"{was}，改由人办理", f"{was_en}; a person does it")
