"""The calendar of days: whole weeks, every cell says in words what its day is."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask_babel import gettext as _

from app.clock import calendar, today
from app.language import show_text
from engine import Reckoning

_SHOWN = 5  # weeks, or as many as there are from this one on; what is earlier is folded away


@dataclass(frozen=True)
class Cell:
    label: str
    words: str
    look: str
    mark: str = ""
    counts: bool = False


@dataclass(frozen=True)
class Weeks:
    weeks: list[list[Cell]]
    earlier: list[list[Cell]]


def calendar_of(reckoning: Reckoning, begun: str) -> Weeks:
    """From the week in which counting began to the week of the last day (or today, if that is later).

    ``begun``: what happened on the first day.
    """
    here = today()
    days = {day.date: day for day in reckoning.days}
    first = reckoning.started_on - timedelta(days=reckoning.started_on.weekday())
    until = max([reckoning.deadline, reckoning.ended_on or min(here, reckoning.deadline + timedelta(days=28))])
    last = until + timedelta(days=6 - until.weekday())
    weeks, monday = [], first
    while monday <= last:
        weeks.append([_cell(reckoning, days, monday + timedelta(days=n), here, first, begun) for n in range(7)])
        monday += timedelta(days=7)
    this_week = max(0, ((reckoning.ended_on or here) - first).days // 7)
    split = min(len(weeks) - _SHOWN, this_week) if len(weeks) > _SHOWN + 1 else 0
    return Weeks(weeks[split:], weeks[:split])


def _cell(reckoning: Reckoning, days: dict, when: date, here: date, first: date, begun: str) -> Cell:
    label = f"{when.month}-{when.day}" if when.day == 1 or when == first else str(when.day)
    day = days.get(when)
    if day is None:
        rest = not calendar().is_workday(when)
        cell = Cell(label, _("休") if rest else "", "c-rest" if rest else "c-none")
    elif day.kind == "counted":
        used = when <= min(here, reckoning.ended_on or here)
        cell = Cell(label, _("第 %(number)d 日", number=day.number), "c-used" if used else "c-coming", counts=True)
    elif day.kind == "excluded":
        cell = Cell(label, _("停表"), "c-stop")
    elif day.kind == "first":
        cell = Cell(label, begun, "c-none")
    else:
        cell = Cell(label, show_text(day.note) if day.note.zh not in ("", "休") else _("休"), "c-rest")
    return _marked(cell, when, here, reckoning)


def _marked(cell: Cell, when: date, here: date, reckoning: Reckoning) -> Cell:
    if when == reckoning.deadline:
        cell = replace(cell, look=f"{cell.look} c-last", mark=_("最迟"))
    if reckoning.ended_on == when:
        return replace(cell, mark=_("止"))
    if when == here and reckoning.ended_on is None:
        mark = _("今天，最迟") if when == reckoning.deadline else _("今天")
        return replace(cell, look=f"{cell.look} c-today", mark=mark)
    return cell


def weekday_names() -> list[str]:
    return [_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")]


def excluded_words(reckoning: Reckoning) -> str:
    """Which days did not count, and by which article."""
    stopped = [day for day in reckoning.days if day.kind == "excluded"]
    if not stopped:
        return ""
    articles = dict.fromkeys(
        show_text(day.note).replace("停表", "").replace("clock stopped", "").strip() for day in stopped
    )
    said = _("其中 %(count)d 日停表，不计", count=len(stopped))
    basis = _("、").join(article for article in articles if article)
    return said + (_("（%(basis)s）。", basis=basis) if basis else _("。"))


GLOBALS = {"calendar_of": calendar_of, "weekday_names": weekday_names, "excluded_words": excluded_words}
