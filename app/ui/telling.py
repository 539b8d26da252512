"""What happened and what comes next, in words."""

from flask import g
from flask_babel import gettext as _

from app.cases.views import CaseFile, EntryView, TaskView
from app.language import language, show_text
from app.people.queries import names_in_english
from app.ui.figures import days_of
from app.ui.wording import Wording
from engine import Model, Reckoning, Text


def entry_name(entry: EntryView, words: Wording) -> str:
    name = show_text(entry.name)
    if entry.kind == "started" and entry.is_party:
        return words.arrived
    if entry.kind == "finished":
        return _("办结")
    return name


def entry_who(entry: EntryView, party: str) -> str:
    """``party``: how the applicant or party is called on this page."""
    if entry.is_party:
        return party
    post = show_text(entry.by_post)
    return "　".join(part for part in (post, in_stead(entry.by_name)) if part) or _("系统")


def in_stead(name: str) -> str:
    """何平 代 周晓梅, as the record has it; He Ping for Zhou Xiaomei."""
    if not name or language() != "en":
        return name
    known = g.setdefault("names_in_english", {})
    if name not in known:
        known |= names_in_english([name])
    return str(known[name])


def hide_entry(entry: EntryView) -> bool:
    """What nobody did and nobody has to know: a timer without a name."""
    return entry.kind == "timer" and not entry.name.zh


def reckoned_words(reckoning: Reckoning) -> str:
    """剩 3 个工作日, 超 2 个工作日; once it has been decided in time: 用 8 个工作日."""
    if reckoning.left < 0:
        return _("超 %(days)s", days=days_of(-reckoning.left, reckoning.limit.unit))
    if reckoning.ended_on is not None:
        return _("用 %(days)s", days=days_of(reckoning.used, reckoning.limit.unit))
    return _("剩 %(days)s", days=days_of(reckoning.left, reckoning.limit.unit))


def uncounted_words(model: Model) -> str:
    """Whose time is not counted, with the article: 通知听证、举行听证（……第六十四条）; "" where all counts."""
    by_article: dict[str, list[str]] = {}
    for element in model.elements.values():
        if element.clock == "excluded":
            by_article.setdefault(element.article or "", []).append(show_text(element.name))
    parts = []
    for article, names in by_article.items():
        said = _("、").join(dict.fromkeys(names))
        parts.append(_("%(steps)s（%(article)s）", steps=said, article=article) if article else said)
    return _("、").join(parts)


def moved_words(note: tuple[str, bool, list[tuple[str, str]]]) -> str:
    """已签署。云市监食许〔2026〕1879 送现场核查。"""
    number, finished, told = note
    names = list(dict.fromkeys(show_text(Text(*name)) for name in told))
    if finished:
        return _("已签署。%(number)s 办结：%(outcome)s。", number=number, outcome=_("、").join(names))
    return _("已签署。%(number)s 送%(steps)s。", number=number, steps=_("、").join(names))


def next_posts(model: Model, element_id: str) -> list[tuple[Text, Text, str]]:
    """Who may get the case after this step: post, step, limit. Gateways and the like are passed through."""
    found, seen, queue = [], {element_id}, [model.flows[f].target for f in model.elements[element_id].outgoing]
    lanes = {lane.id: lane.name for lane in model.lanes}
    while queue:
        element = model.elements[queue.pop(0)]
        if element.id in seen:
            continue
        seen.add(element.id)
        if element.kind == "userTask":
            found.append(
                (
                    lanes.get(element.lane or "", Text(element.post or "", "")),
                    element.name,
                    show_text(element.limit.text) if element.limit else "",
                )
            )
        elif element.kind != "endEvent":
            queue.extend(model.flows[f].target for f in element.outgoing)
        else:
            found.append((Text("", ""), element.name, ""))
    return found


def next_words(file: CaseFile, task: TaskView) -> list[str]:
    """What pressing the button does: who gets it next, and that it cannot be changed."""
    lines = []
    for post, name, limit in next_posts(file.model, task.element_id):
        if show_text(post):
            step = _("%(post)s办“%(name)s”", post=show_text(post), name=show_text(name))
            lines.append(_("%(step)s，%(limit)s", step=step, limit=limit) if limit else step)
        else:
            lines.append(_("办结：%(name)s", name=show_text(name)))
    beside = sum(other.element_id == task.element_id for other in file.tasks) - 1
    if beside > 0:
        lines = [_("还要等另外 %(count)d 人签署", count=beside)]
    return lines


FILTERS = {"in_stead": in_stead, "moved_words": moved_words}
GLOBALS = {
    "entry_name": entry_name,
    "entry_who": entry_who,
    "hide_entry": hide_entry,
    "reckoned_words": reckoned_words,
    "uncounted_words": uncounted_words,
    "next_words": next_words,
}
