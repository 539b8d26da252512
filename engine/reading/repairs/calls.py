"""Calls and decisions as other engines write them; what is not among the files is a step that a person does."""

from engine.reading.bpmn import our
from engine.reading.repairs.tree import Book, as_step, extensions, said, say, unset, vendor
from engine.reading.xml import Node

CODE = "calls"


def apply(book: Book) -> None:
    processes = {p.get("id") for p in book.processes()}
    for node in book.nodes("callActivity"):
        _call(book, node, processes)
    for node in book.nodes("businessRuleTask"):
        _decision(book, node)


def _call(book: Book, node: Node, processes: set[str | None]) -> None:
    zeebe = next((e.get("processId") for e in extensions(node, "calledElement") if e.get("processId")), None)
    if zeebe and not node.get("calledElement"):
        node.set("calledElement", zeebe)
    called = node.get("calledElement") or ""
    if called.split(":")[-1] in processes and called:
        return
    what = called or vendor(node, "caseRef", "caseDefinitionKey")
    as_step(node, what or "调用活动")
    if (handed := our(node, "handed")) is not None:
        unset(handed, "only")  # whoever does it fills in what the process would have given
    book.warn(
        CODE,
        node,
        f"调用的流程 {what or '—'} 不在这一组文件里，改由人办理",
        f"the called process {what or '-'} is not among the files; a person does it",
    )


def _decision(book: Book, node: Node) -> None:
    zeebe = next((e for e in extensions(node, "calledDecision")), None)
    spiff = next(((e.text or "").strip() for e in extensions(node, "calledDecisionId")), "")
    decision = (
        said(node, "decision")
        or vendor(node, "decisionRef")
        or spiff
        or (zeebe.get("decisionId") or "" if zeebe is not None else "")
    )
    result = vendor(node, "resultVariable") or (zeebe.get("resultVariable") or "" if zeebe is not None else "")
    if decision and decision in book.tables:
        if not said(node, "decision"):
            say(node, "decision", decision)
            if result and not said(node, "result"):
                say(node, "result", result)
            book.note(CODE, node, f"用决策 {decision}", f"uses the decision {decision}")
        return
    as_step(node, decision or "业务规则")
    book.warn(
        CODE,
        node,
        f"决策 {decision or '—'} 不在这一组文件里，改由人办理",
        f"the decision {decision or '-'} is not among the files; a person does it",
    )
