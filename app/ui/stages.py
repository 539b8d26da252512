"""The stage strip of a case: done with who, here with until when, to come with whose and how long."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.cases.views import CaseFile, Tracking
from app.language import local_time, show_text
from app.ui.figures import month_day
from app.ui.telling import in_stead
from app.ui.wording import wording_of
from engine import Stage, Text


@dataclass(frozen=True)
class StageOnStrip:
    name: Text
    look: str  # done | now | todo | passed; broken: it was open when the case was ended
    note: str


def stages_of(file: CaseFile | Tracking) -> list[StageOnStrip]:
    looks = [_look(file, stage) for stage in file.model.stages]
    last = max((i for i, look in enumerate(looks) if look in ("done", "now", "broken")), default=-1)
    # what lies before the stage that was reached and was not gone through is passed over
    looks = [
        "passed" if look == "todo" and (i < last or file.status == "finished") else look for i, look in enumerate(looks)
    ]
    return [
        StageOnStrip(stage.name, look, _note(file, stage, look))
        for stage, look in zip(file.model.stages, looks, strict=True)
    ]


def _look(file: CaseFile | Tracking, stage: Stage) -> str:
    found = {file.states.get(element) for element in stage.elements}
    if found & {"here", "late", "paused"}:
        return "now"
    return "broken" if "skipped" in found else "done" if "done" in found else "todo"


def _note(file: CaseFile | Tracking, stage: Stage, look: str) -> str:
    if look in ("passed", "broken"):
        return _("不经过") if look == "passed" else _("没有办完")
    if look == "done":
        entry = next((e for e in file.entries if e.element_id in stage.elements), None)
        day = local_time(entry.at) if entry else None
        return " ".join(
            part
            for part in (in_stead(entry.by_name) or show_text(entry.by_post) if entry else "", month_day(day))
            if part
        )
    if look == "now":
        task = next((t for t in file.tasks if t.element_id in stage.elements), None)
        who = (in_stead(task.officer_name) or show_text(task.post) or wording_of(file.model).party) if task else ""
        return _("%(who)s，最迟 %(last)s", who=who, last=month_day(task.due_on)) if task and task.due_on else who
    asked = next((file.model.elements[e] for e in stage.elements if file.model.elements[e].kind == "userTask"), None)
    lane = next((lane for lane in file.model.lanes if asked and lane.id == asked.lane), None)
    return " ".join(
        part
        for part in (show_text(lane.name) if lane else "", show_text(asked.limit.text) if asked and asked.limit else "")
        if part
    )


GLOBALS = {"stages_of": stages_of}
