"""Work that another system was to do is done by a person; what hangs on a step besides is not executed, and said so."""

from engine.reading.repairs.tree import Book, as_step, child, extensions, vendor
from engine.reading.xml import Node, local

CODE = "services"
_DELEGATES = ("class", "delegateExpression", "expression", "type", "topic")
_ASIDES = {
    "executionListener": ("监听器", "listeners"),
    "taskListener": ("监听器", "listeners"),
    "eventListener": ("监听器", "listeners"),
    "inputOutput": ("输入输出映射", "input and output mappings"),
    "ioMapping": ("输入输出映射", "input and output mappings"),
    "in": ("传入传出", "values handed in and out"),
    "out": ("传入传出", "values handed in and out"),
    "preScript": ("环节前的脚本", "script before the step"),
    "postScript": ("环节后的脚本", "script after the step"),
}


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
        _asides(book, node)
    for process in book.processes():
        _asides(book, process)
    for root in book.roots.values():
        for declared in root:
            if extensions(declared, "payloadExpression", "variableName"):
                book.warn(CODE, declared, "事件附带的值不传递", "the values that the event carries are not handed on")


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


def _asides(book: Book, node: Node) -> None:
    found = {_ASIDES[local(e)] for e in extensions(node, *_ASIDES)}
    if child(node, "ioSpecification") is not None:
        found.add(("输入输出规定", "inputs and outputs"))
    for zh, en in sorted(found):
        book.warn(CODE, node, f"{zh}不执行", f"its {en} are not executed")
