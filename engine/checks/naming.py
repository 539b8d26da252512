"""`naming`: what people read has a name, and one that tells it from the others."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from engine.checks.subject import SHOWN, Subject
from engine.errors import Finding
from engine.reading.bpmn import HUMAN
from engine.text import Text

NAME = "naming"


def check(subject: Subject) -> Iterator[Finding]:
    """Steps without a name (a warning in the flow of a power), steps of one name, branches without one, no English."""
    yield from islice(_unnamed(subject), SHOWN)
    yield from islice(_alike(subject), SHOWN)
    yield from islice(_branches(subject), SHOWN)
    if subject.power:
        yield from islice(_english(subject), SHOWN)


def _unnamed(subject: Subject) -> Iterator[Finding]:
    for e in subject.elements:
        if e.kind in HUMAN and not e.name.zh:
            text, mend = (
                Text("没有名称。", "has no name."),
                Text("写上名称，如“审查材料”。", "Name it, such as “Examine”."),
            )
            yield subject.finding(NAME, e.id, "warning" if subject.power else "note", text, mend)


def _alike(subject: Subject) -> Iterator[Finding]:
    many = Counter((e.parent, e.name.zh) for e in subject.elements if e.kind in HUMAN and e.name.zh)
    said: set[tuple[str, str]] = set()
    for e in subject.elements:
        key = (e.parent, e.name.zh)
        if e.kind in HUMAN and many[key] > 1 and key not in said:
            said.add(key)
            text = Text(f"有 {many[key]} 个环节同名。", f"{many[key]} steps have this name.")
            mend = Text("让名称分得清。", "Tell them apart by their names.")
            yield subject.finding(NAME, e.id, "note", text, mend)


def _branches(subject: Subject) -> Iterator[Finding]:
    for e in subject.elements:
        if e.kind not in ("exclusiveGateway", "inclusiveGateway") or len(e.outgoing) < 2:
            continue
        nameless = [f for f in e.outgoing if not subject.model.flows[f].name.zh]
        if len(nameless) > 1:  # of two ways one may go without saying
            ids = "、".join(nameless)
            text = Text(f"这些分支没有名称：{ids}。", f"these branches have no names: {', '.join(nameless)}.")
            mend = Text("给分支写上什么时候走这里。", "Name each branch by when it is taken.")
            yield subject.finding(NAME, e.id, "note", text, mend)


def _english(subject: Subject) -> Iterator[Finding]:
    for e in subject.elements:
        if e.name.zh and not e.name.en:
            mend = Text("写上 daylight:en。", "Add daylight:en.")
            yield subject.finding(NAME, e.id, "note", Text("没有英文名称。", "has no English name."), mend)
