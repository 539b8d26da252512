"""The drawing told in one or two sentences, for those who do not see it."""

from collections.abc import Mapping

from engine.drawing import words
from engine.reading.model import Element, Model

ASKED = ("userTask", "manualTask", "receiveTask", "task", "callActivity")


def title_of(model: Model, language: str, title: str | None) -> str:
    return title or f"{model.name.in_(language)} {words.CHART.in_(language)}".strip()


def told(model: Model, states: Mapping[str, str], language: str) -> str:
    steps = [element for element in model.in_flow_order() if element.kind in ASKED and element.name.zh]
    if not states:
        return words.STEPS.in_(language) + _names(model, steps, language) + words.STOP.in_(language)
    done = [step for step in steps if states.get(step.id) == "done"]
    here = [step for step in steps if states.get(step.id) in ("here", "late", "paused")]
    fails = [step for step in steps if states.get(step.id) == "failed"]
    coming = [step for step in steps if step.id not in states]
    parts = ((words.DONE, done), (words.FAILS, fails), (words.NOW, here), (words.NEXT, coming))
    return "".join(
        heading.in_(language) + _names(model, found, language) + words.STOP.in_(language)
        for heading, found in parts
        if found
    ).strip()


def _names(model: Model, steps: list[Element], language: str) -> str:
    posts = {lane.id: lane.name.in_(language) for lane in model.lanes}
    gap = " " if language.startswith("en") else ""
    return words.listed(
        [f"{posts.get(step.lane or '', '')}{gap}{step.name.in_(language)}".strip() for step in steps], language
    )
