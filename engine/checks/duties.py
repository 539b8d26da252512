"""`duties`: who decides has not examined, and what is to be kept apart can be."""

from collections.abc import Iterator

from engine.checks.subject import Subject
from engine.errors import Finding
from engine.reading.model import Element
from engine.text import Text

NAME = "duties"


def check(subject: Subject) -> Iterator[Finding]:
    """Four eyes: on every way to the decision at least one step lies that another person has done.

    The decision is the officer's step with which counting ends (``daylight:clock="ends"``).
    """
    for e in subject.elements:
        if e.separate_from:
            yield from _can_be_kept(subject, e)
    if not subject.power:
        return
    decisions = [e for e in subject.officers_steps if e.clock == "ends"]
    for e in decisions:
        yield from _four_eyes(subject, e)
    if not decisions and (subject.model.power.promise or subject.model.power.limit):
        text = Text("没有写明哪一步是决定。", "does not say which step is the decision.")
        mend = Text('在作出决定的环节写 daylight:clock="ends"。', 'Add daylight:clock="ends" to the deciding step.')
        yield subject.finding(NAME, subject.model.process_id, "warning", text, mend)


def _four_eyes(subject: Subject, e: Element) -> Iterator[Finding]:
    graph = subject.graph
    apart = {exit for id in e.separate_from for exit in graph.exits.get(id, ())}
    goals = set(graph.entries.get(e.id, ()))
    way = graph.path([graph.start], goals.__contains__, apart)
    if way is None:
        return
    path = graph.ids(way)
    said = subject.way(path)
    text = Text(
        f"决定可以由审查的人一人作出（须两人以上经手）。路径：{said.zh}。",
        f"one person may examine and decide (at least two have to act). By way of: {said.en}.",
    )
    mend = Text(
        "在决定环节用 daylight:separate 写上审查的环节。",
        "Name the examining step in daylight:separate of the decision.",
    )
    yield subject.finding(NAME, e.id, "error", text, mend, path)


def _can_be_kept(subject: Subject, e: Element) -> Iterator[Finding]:
    graph = subject.graph
    for id in e.separate_from:
        other = subject.model.elements.get(id)
        if other is None:
            continue  # refused when read
        name = subject.name(id)
        if id == e.id:
            text = Text(
                "与自己分开：再办一次时，办过的人都不能办。",
                "is kept apart from itself: nobody may do it a second time.",
            )
        elif other.is_party != e.is_party:
            text = Text(
                f"与 {name.zh} 分开没有意义：一方是申请人，一方是工作人员。",
                f"need not be kept apart from {name.en}: one is the applicant's, the other an officer's.",
            )
        elif not graph.reachable(graph.exits.get(id, ())) & set(graph.entries.get(e.id, ())):
            text = Text(
                f"要与 {name.zh} 分开，但那一步从不在它之前。",
                f"is kept apart from {name.en}, which never comes before it.",
            )
        else:
            continue
        mend = Text(
            "从 daylight:separate 中去掉它，或者写对环节。", "Take it out of daylight:separate, or name the right step."
        )
        yield subject.finding(NAME, e.id, "warning", text, mend)
