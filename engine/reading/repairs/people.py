"""Assignees and candidate groups of other engines, and the roles of BPMN itself, say whose step it is."""

import re

from lxml import etree

from engine.reading.repairs.expressions import NoFeel, is_foreign, to_feel
from engine.reading.repairs.tree import Book, child, extensions, make, said, say, text_of, vendor
from engine.reading.xml import BPMN, DAYLIGHT, Node, local, tag

CODE = "people"
_ROLES = ("potentialOwner", "humanPerformer", "performer")
_STEPS = ("userTask", "manualTask", "task", "serviceTask")


def apply(book: Book) -> None:
    for process in book.processes():
        starters = {vendor(n, "initiator") for n in process.iter(tag("*", "startEvent"))} - {""}
        for node in process.iter(*(tag("*", kind) for kind in _STEPS)):
            _who(book, node, starters)
    for node in book.nodes():
        if local(node) not in _STEPS and (who := _named(node)):
            book.note(
                CODE, node, f"这里不由“{who}”办理，看岗位", f"not done by {who!r} here; the post says who does it"
            )


def _role(node: Node) -> str:
    """Whom BPMN's own roles name: a resource, or an expression (``user(x), group(y)`` is Activiti's way of writing)."""
    for role in (part for kind in _ROLES if (part := child(node, kind)) is not None):
        said_so = next((t.text or "" for t in role.iter(tag(BPMN, "formalExpression"))), "").strip()
        named = re.findall(r"group\(([^()]*)\)", said_so) or re.findall(r"user\(([^()]*)\)", said_so)
        resource = text_of(role, "resourceRef").split(":")[-1]
        root = node.getroottree().getroot()
        names = [r.get("name") or "" for r in root.iterfind(tag(BPMN, "resource")) if resource == r.get("id")]
        if found := ",".join(n.strip() for n in named) or said_so or "".join(names):
            return found
    return ""


def _named(node: Node) -> str:
    """Whoever is named, in whatever way."""
    held = [v for e in extensions(node, "assignmentDefinition") for v in map(str, e.attrib.values())]
    return vendor(node, "candidateGroups", "assignee", "candidateUsers") or "、".join(held) or _role(node)


def _who(book: Book, node: Node, starters: set[str]) -> None:
    held = extensions(node, "assignmentDefinition")
    groups = vendor(node, "candidateGroups") or (held[0].get("candidateGroups") or "" if held else "")
    assignee = vendor(node, "assignee") or (held[0].get("assignee") or "" if held else "")
    users = vendor(node, "candidateUsers") or (held[0].get("candidateUsers") or "" if held else "")
    who = groups or assignee or users or _role(node)
    holder = child(node, "extensionElements")
    ours = holder.find(tag(DAYLIGHT, "post")) if holder is not None else None
    if not who and any(child(node, kind) is not None for kind in _ROLES):
        book.note(CODE, node, "没有写明由谁办理，归泳道的岗位", "names nobody who does it; the lane's post does it")
    if not who or ours is not None or said(node, "party"):
        return
    if assignee.strip("${}#= ") in starters:
        say(node, "party", "true")
        book.note(CODE, node, "由发起人办理，归申请人", "done by whoever started the case: the applicant")
        return
    post = who
    if is_foreign(who) or who.startswith("="):
        try:
            feel = to_feel(book, who)
        except NoFeel as error:
            book.warn(
                CODE,
                node,
                f"由谁办理（{who}）看不懂，归泳道的岗位：{error.reason.zh}",
                f"who does it ({who}) is not understood; the lane's post does it: {error.reason.en}",
                who,
            )
            return
        book.note(
            CODE,
            node,
            f"指定的办理人 {feel} 不查找，由泳道的岗位办理",
            f"whoever {feel} names is not looked up; the lane's post does it",
        )
        return
    if holder is None:
        holder = make(node, "extensionElements")
    etree.SubElement(holder, tag(DAYLIGHT, "post")).set("post", post)
    book.note(
        CODE, node, f"由“{post}”办理，作为岗位", f"its {'group' if groups else 'assignee'} {post!r} is read as the post"
    )
