"""An application form on paper: the questions of the form that is asked online, empty or with right answers."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

from engine import Field, Form

Values = Mapping[str, Any]
NOTHING = "／"  # what stands where a question does not concern the applicant
EMPTY_ROWS = 4
_COLUMNS = '<colgroup><col style="width:30%"><col style="width:22%"><col></colgroup>'
_TALL = {"longtext": " class=tall"}
_CLAUSE = re.compile(r'(\w+) (=|!=|in) (?:"([^"]+)"|\((.+)\)|(true|false))')


def form_page(form: Form, values: Values | None, signers: Mapping[str, str], signed_on: str) -> str:
    """The tables of a form and the lines where it is signed; ``values`` None for one to be filled in by hand,
    ``signers`` the fields of those who sign and what they are called."""
    sections = form.sections or ()
    placed = {name for section in sections for name in section.fields}
    rest = [field.name for field in form.fields if field.name not in placed]
    parts = [(section.title.zh, section.fields) for section in sections] + ([("", rest)] if rest else [])
    tables = "".join(
        (f"<h2>{escape(title)}</h2>" if title else "")
        + f"<table class=form>{_COLUMNS}{''.join(_rows(form, form.field(name), values) for name in names)}</table>"
        for title, names in parts
    )
    return tables + "".join(_signature(form.field(name), called, values, signed_on) for name, called in signers.items())


def ink(text: str) -> str:
    """What the applicant has written."""
    return f"<span class=ink>{escape(text)}</span>"


def gap(width: int) -> str:
    """Where the applicant writes, so many characters wide."""
    return f'<span class=gap style="width:{width}em"></span>'


def _rows(form: Form, field: Field, values: Values | None) -> str:
    value = None if values is None else values.get(field.name)
    blank = values is None or (field.widget == "yesno" and value is None and field.visible_when is None)
    head = escape(field.title.zh) + "".join(f"<small>{escape(note)}</small>" for note in _notes(form, field))
    if field.widget == "declaration":
        answer = _tick("已经阅读并同意", value is True) if blank or value is not None else ink(NOTHING)
        return f"<tr><td colspan=3><p class=said>{escape(field.title.zh)}{_small(form, field)}</p>{answer}</td></tr>"
    if field.widget == "person":
        asked = [child for child in field.fields if len(child.options) != 1]
        lines = [f"<td>{escape(child.title.zh)}</td><td>{_answer(child, value, blank)}</td>" for child in asked]
        first, *others = lines
        below = "".join(f"<tr>{line}</tr>" for line in others)
        return f"<tr><th rowspan={len(lines)}>{head}</th>{first}</tr>{below}"
    if field.widget == "rows":
        return f"<tr><th>{head}</th><td colspan=2 class=inner>{_list(field, value, blank)}</td></tr>"
    answer = _address(field, value, blank) if field.widget == "address" else _answer(field, values, blank)
    return f"<tr{_TALL.get(field.widget, '') if blank else ''}><th>{head}</th><td colspan=2>{answer}</td></tr>"


def _small(form: Form, field: Field) -> str:
    return "".join(f"<small>{escape(note)}</small>" for note in _notes(form, field))


def _notes(form: Form, field: Field) -> Iterator[str]:
    if field.visible_when:
        yield _condition(form, field.visible_when)
    if not field.required and not field.visible_when:
        yield "选填"
    if field.hint.zh:
        yield field.hint.zh


def _condition(form: Form, feel: str) -> str:
    """In which case a question is answered, said as a form says it."""
    said: dict[tuple[str, str], list[str]] = {}
    for part in feel.split(" or "):
        found = _CLAUSE.fullmatch(part)
        if found is None:
            return "有这种情形的填"
        name, sign, value, several, truth = found.groups()
        verb = "不选" if sign == "!=" else "选"
        values = re.findall(r'"([^"]+)"', several) if several else [value or ("是" if truth == "true" else "否")]
        said.setdefault((form.field(name).title.zh, verb), []).extend(values)
    return "，或者".join(f"“{title}”{verb}{'、'.join(values)}" for (title, verb), values in said.items()) + "的填"


def _answer(field: Field, values: Values | None, blank: bool) -> str:
    value = None if values is None else values.get(field.name)
    if value is None and not blank:
        return ink("无" if not field.required and field.visible_when is None else NOTHING)
    unit = f" {escape(field.unit.zh)}" if field.unit.zh else ""
    if field.options:
        chosen = value if isinstance(value, list) else [value]
        return "　".join(_tick(option.text.zh, option.value in chosen) for option in field.options)
    if field.widget in ("yesno", "checkbox"):
        return f"{_tick('是', value is True)}　{_tick('否', value is False)}"
    if field.widget == "file":
        return _tick("附后", value is not None) + (ink(f"　{value['name']}") if value else "")
    if value is None:
        return f"{gap(8)}年{gap(4)}月{gap(4)}日" if field.widget == "date" else f"{gap(10)}{unit}" if unit else ""
    return f"{ink(_plain(value))}{unit}"


def _address(field: Field, value: Any, blank: bool) -> str:
    if blank:
        *first, last = (f"<span class=box>{escape(child.title.zh)}{{}}</span>" for child in field.fields)
        return f"{' '.join(first).replace('{}', gap(4))}<br>{last.replace('{}', gap(24))}"
    return ink("".join(_plain(value[c.name]) for c in field.fields))


def _list(field: Field, value: Any, blank: bool) -> str:
    choices = ["、".join(option.text.zh for option in child.options) for child in field.fields]
    titles = zip(field.fields, choices, strict=True)
    head = "".join(f"<th>{escape(child.title.zh)}<small>{escape(said)}</small></th>" for child, said in titles)
    lines = [None] * EMPTY_ROWS if blank else value
    body = ("".join(f"<td>{_cell(child, line, blank)}</td>" for child in field.fields) for line in lines)
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{line}</tr>' for line in body)}</table>"


def _cell(field: Field, line: Any, blank: bool) -> str:
    if not field.options:
        return _answer(field, line, blank)
    option = None if blank else field.option(line.get(field.name))
    return ink(option.text.zh) if option else ""


def _tick(text: str, ticked: bool) -> str:
    sign = "<span class=ink>☑</span>" if ticked else "☐"
    return f"<span class=box>{sign} {escape(text)}</span>"


def _signature(field: Field, called: str, values: Values | None, signed_on: str) -> str:
    kinds = {"organisation": "盖章", "person": "签名", "contact": "签名"}
    manner = kinds[field.kinds[0]] if len(field.kinds) == 1 else "签名或者盖章"
    who = ink(values[field.name]["name"]) if values else gap(12)
    when = ink(signed_on) if values else f"{gap(5)}年{gap(3)}月{gap(3)}日"
    return f"<p class=sign>{escape(called)}（{manner}）：{who}　　{when}</p>"


def _plain(value: object) -> str:
    if isinstance(value, date):
        return f"{value.year} 年 {value.month} 月 {value.day} 日"
    return f"{value:,f}" if isinstance(value, Decimal) else str(value)
