"""`correction`: what is missing is asked for once."""

from collections.abc import Iterator

from engine.checks.subject import Subject
from engine.errors import Finding
from engine.reading.bpmn import HUMAN
from engine.text import Text

NAME = "correction"


def check(subject: Subject) -> Iterator[Finding]:
    """No way passes the applicant's correcting steps twice (Licensing Law art. 32: everything at once)."""
    if not subject.power:
        return
    graph, words = subject.graph, subject.rules.correcting
    steps = [e for e in subject.elements if e.kind in HUMAN and e.is_party and any(w in e.name.zh for w in words)]
    goals = {entry for e in steps for entry in graph.entries.get(e.id, ())}
    for e in steps:
        for exit in graph.exits.get(e.id, ()):
            way = graph.path(graph.points[exit].after, goals.__contains__)
            if way is None:
                continue
            path = [e.id, *graph.ids(way)]
            said = subject.way(path)
            text = Text(f"可以再次要求补正：{said.zh}。", f"corrections can be asked for again: {said.en}.")
            mend = Text(
                "补正之后的审查只作受理或者不予受理的结论。",
                "After a correction, let the check end only in acceptance or non-acceptance.",
            )
            yield subject.finding(NAME, e.id, "error", text, mend, path)
            break
