"""`remedies`: who is refused is told why, and what can be done against it."""

from collections.abc import Iterator

from engine.checks.subject import Subject
from engine.errors import Finding
from engine.forms import Field
from engine.reading.model import Element
from engine.text import Text

NAME = "remedies"


def check(subject: Subject) -> Iterator[Finding]:
    """Each refusing end of an applicant's flow lies behind a step whose form demands reasons (Licensing Law art. 38).

    Remedies stand in such a form too, or in the catalogue entry (``Rules.remedies``).
    """
    start = subject.model.start_event
    if not subject.power or start is None or not (start.is_party or start.post is None):
        return
    rules = subject.rules
    for e in subject.elements:
        if e.kind != "endEvent" or not any(word in e.name.zh for word in rules.refusing):
            continue
        yield from _told(subject, e, rules.reasons, Text("理由", "reasons"), "error")
        if not rules.remedies:
            yield from _told(subject, e, rules.remedying, Text("救济途径", "remedies"), "warning")


def _told(subject: Subject, end: Element, words: tuple[str, ...], what: Text, severity: str) -> Iterator[Finding]:
    graph = subject.graph
    telling = {
        exit
        for e in subject.officers_steps
        if e.form and any(_demands(f, words) for f in subject.model.forms[e.form].fields)
        for exit in graph.exits.get(e.id, ())
    }
    way = graph.path([graph.start], set(graph.entries.get(end.id, ())).__contains__, telling)
    if way is None:
        return
    path = graph.ids(way)
    said = subject.way(path)
    text = Text(
        f"可以不写明{what.zh}就到这里：{said.zh}。", f"can be reached without {what.en} having been stated: {said.en}."
    )
    mend = Text(f"在作出这个结论的表单里加一个必填的“{what.zh}”。", f"Add a required field for {what.en} to that form.")
    yield subject.finding(NAME, end.id, severity, text, mend, path)


def _demands(field: Field, words: tuple[str, ...]) -> bool:
    said = f"{field.name} {field.title.zh}"
    return (field.required and any(word in said for word in words)) or any(_demands(f, words) for f in field.fields)
