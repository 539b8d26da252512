"""A form on a page: what is filled in, what is wrong, what is hidden."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _

from app.clock import calendar, now
from app.language import show_text
from app.ui.figures import day
from engine import Env, Field, FieldError, Form, Text


@dataclass(frozen=True)
class Told:
    """The state of a form that is shown: raw answers, messages by path in the form's order, hidden paths."""

    form: Form
    answers: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, Text] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    reads: tuple[tuple[Field, Any], ...] = ()  # fields that this step only reads, with what the case knows
    ranges: Mapping[str, str] = field(default_factory=dict)  # what the case allows a number or date to be, in words

    def label(self, path: str) -> Text:
        """What the question is called; inside a group with the group's name before it."""
        names = [name for name in path.split(".") if not name.isdecimal()]
        if any(field.name == path and field.widget == "declaration" for field in self.form.fields):
            return Text("声明", "Declaration")
        titles = []
        for depth in range(1, len(names) + 1):
            try:
                titles.append(self.form.field(".".join(names[:depth])).title)
            except KeyError:
                titles.append(Text(names[depth - 1], names[depth - 1]))
        numbers = [int(name) + 1 for name in path.split(".") if name.isascii() and name.isdecimal()]
        row = f" {numbers[0]} " if numbers else " "
        return Text(row.join(t.zh for t in titles).replace("  ", " "), row.join(t.in_("en") for t in titles))


def told(
    form: Form, answers: Mapping[str, Any], errors: Iterable[FieldError] = (), known: Mapping[str, Any] | None = None
) -> Told:
    """``known``: what the case knows and the form's conditions may read."""
    messages: dict[str, Text] = {}
    for error in errors:
        messages.setdefault(error.path, error.message)
    answers = {name: _without_blank_end(answer) for name, answer in answers.items()}
    reads = tuple((f, known[f.name]) for f in form.reads if known and known.get(f.name) is not None)
    return Told(form, answers, messages, hidden_in(form, answers, known), reads, _ranges(form, known))


def _without_blank_end(answer: Any) -> Any:
    """Rows that a page showed and nobody filled in are not shown as rows again."""
    if isinstance(answer, list) and all(isinstance(row, Mapping) for row in answer):
        while answer and not any(answer[-1].values()):
            answer = answer[:-1]
    return answer


def hidden_in(form: Form, answers: Mapping[str, Any], known: Mapping[str, Any] | None = None) -> frozenset[str]:
    return form.hidden(answers, Env(now=now(), calendar=calendar()), known)


def _ranges(form: Form, known: Mapping[str, Any] | None) -> dict[str, str]:
    """50000 至 65000 元; only where the case itself sets the limit."""
    said = {}
    for name, (least, most) in form.bounds(Env(now=now(), calendar=calendar()), known).items():
        low, high, unit = _shown(least), _shown(most), show_text(form.field(name).unit)
        if low and high:
            words = _("%(low)s 至 %(high)s", low=low, high=high)
        elif isinstance(least, date) or isinstance(most, date):
            words = _("%(first)s或以后", first=low) if low else _("最迟 %(last)s", last=high)
        else:
            words = _("不少于 %(low)s", low=low) if low else _("不超过 %(high)s", high=high)
        said[name] = f"{words} {unit}".strip()
    return said


def _shown(limit: Decimal | date | None) -> str:
    return f"{limit:,f}" if isinstance(limit, Decimal) else day(limit)


def field_id(path: str) -> str:
    """An id that a link can name; Chinese names stay as they are."""
    return "f-" + re.sub(r"[^\w-]", "-", path)


def yes_no() -> list[SimpleNamespace]:
    nothing = Text("", "")
    return [
        SimpleNamespace(value="yes", text=_("是"), hint=nothing),
        SimpleNamespace(value="no", text=_("否"), hint=nothing),
    ]


def blank_form(form: Form) -> Told:
    """The form with nothing filled in, for a dialog."""
    return told(form, {})


GLOBALS = {"blank_form": blank_form, "field_id": field_id, "yes_no": yes_no}
