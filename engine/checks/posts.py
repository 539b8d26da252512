"""`posts`: every step that a person does has a post that somebody holds, a limit, and a form."""

from collections.abc import Iterator

from engine.checks.subject import Subject
from engine.errors import Finding
from engine.reading.bpmn import HUMAN
from engine.reading.model import Element
from engine.text import Text

NAME = "posts"


def check(subject: Subject) -> Iterator[Finding]:
    """For flows of a power. Whether a post exists is told only where the posts are handed in."""
    if not subject.power:
        return
    for e in subject.elements:
        if e.kind in HUMAN:
            yield from _step(subject, e)
        elif e.kind == "startEvent" and e.parent == subject.model.process_id and e.event is None and not e.form:
            mend = Text("写上 daylight:form。", "Add daylight:form.")
            yield subject.finding(
                NAME, e.id, "error", Text("没有申请表单。", "has no form: nobody can say what they apply for."), mend
            )


def _step(subject: Subject, e: Element) -> Iterator[Finding]:
    if not e.is_party and not e.post and e.post_from is None:
        text = Text("没有岗位，不知道由谁办。", "has no post: nobody is to do it.")
        mend = Text("放进岗位的泳道，或者写上 daylight:post。", "Put it into a post's lane, or add daylight:post.")
        yield subject.finding(NAME, e.id, "error", text, mend)
    yield from _held(subject, e)
    if e.limit is None:
        text = Text("没有办理时限。", "has no limit.")
        mend = Text("写上 daylight:limit，如 2wd。", "Add daylight:limit, for instance 2wd.")
        yield subject.finding(NAME, e.id, "error", text, mend)
    if e.form is None:
        text = Text("没有表单，办理时什么也不会留下。", "has no form: what is decided here leaves no trace.")
        mend = Text("写上 daylight:form。", "Add daylight:form.")
        yield subject.finding(NAME, e.id, "error", text, mend)


def _held(subject: Subject, e: Element) -> Iterator[Finding]:
    posts = subject.rules.posts
    if posts is None or e.is_party or not e.post or e.post_from or e.authority_from:
        return
    authority = e.authority or subject.model.processes[subject.model.process_id].authority or ""
    holders = posts.get((authority, e.post))
    wanted = _signers(e)
    if holders is None:
        text = Text(f"没有“{authority} {e.post}”这个岗位。", f"there is no post “{e.post}” of {authority}.")
        mend = Text("设立这个岗位，或者改用已有的岗位。", "Set the post up, or name one that exists.")
        yield subject.finding(NAME, e.id, "error", text, mend)
    elif holders < wanted:
        text = Text(
            f"“{authority} {e.post}”有 {holders} 人，这里需要 {wanted} 人。",
            f"“{e.post}” of {authority} is held by {holders}; {wanted} are needed here.",
        )
        mend = Text("给这个岗位派人。", "Give the post to more officers.")
        yield subject.finding(NAME, e.id, "error" if holders else "warning", text, mend)


def _signers(e: Element) -> int:
    """How many different persons a step needs."""
    if e.loop is None or e.loop.joint is None or e.loop.cardinality is None or e.loop.cardinality.names:
        return 1
    number = e.loop.cardinality({})
    return int(number) if number is not None else 1
