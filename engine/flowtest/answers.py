"""Answers made up for a model: values that its conditions and forms could want, different in every attempt."""

import random
import re
from datetime import date
from decimal import Decimal
from typing import Any

from engine.feel import Expression
from engine.forms import Field, Form
from engine.reading import Model

_LITERAL = re.compile(
    r"([^\W\d]\w*(?:\.[^\W\d]\w*)*)\s*(?:=|!=|<=|>=|<|>|in)\s*(?:\[\s*)?(\"(?:[^\"\\]|\\.)*\"|-?\d+(?:\.\d+)?|true|false|null)"
)
_TURNED = re.compile(r"(\"(?:[^\"\\]|\\.)*\"|\b\d+(?:\.\d+)?)\s*(?:=|!=|<=|>=|<|>)\s*([^\W\d]\w*(?:\.[^\W\d]\w*)*)")
_IN_LIST = re.compile(r"([^\W\d]\w*(?:\.[^\W\d]\w*)*)\s+in\s+[\[(]([^\])]*)[\])]")
_BUILT_IN = frozenset({"loopCounter", "nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances"})
_PERSON = {"name": "张三", "id_type": "idcard", "id_number": "11010519491231002X", "phone": "13800138000"}
_PLACE = {"province": "北京市", "city": "北京市", "county": "东城区", "detail": "长安街 1 号"}
_FILE = {"id": "f", "name": "a.pdf", "sha256": "0" * 64, "size": 1, "type": "application/pdf"}


class Answers:
    """What could be said in a case of this model; ``seed`` chooses."""

    def __init__(self, model: Model, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  nothing secret
        self._lists: dict[str, str | None] = {}  # with the name of their items
        self._times: dict[str, str] = {}
        self._wanted: dict[str, list[Any]] = {}
        self._read(model)

    def values(self) -> dict[str, Any]:
        """A value for every name that an expression reads."""
        found: dict[str, Any] = {}
        for path in sorted(self._wanted, key=lambda p: p.count(".")):
            *owners, name = path.split(".")
            holder = found
            for owner in owners:
                inner = holder.get(owner)
                holder = holder.setdefault(owner, {}) if isinstance(inner, dict | None) else {}
            if not isinstance(holder.get(name), dict):
                holder[name] = self._value(path)
        return found

    def form(self, form: Form) -> dict[str, Any]:
        return {f.name: v for f in form.fields if (v := self._field(f)) is not None}

    def _value(self, path: str) -> Any:
        if path in self._lists:
            item = self._lists[path]
            return [self._value(item) if item in self._wanted else text for text in ("a", "b")]
        if path in self._times:
            return self._times[path]
        if any(p.startswith(path + ".") for p in self._wanted):
            return {}
        return self._random.choice([*self._wanted[path] * 3, True, False])

    def _read(self, model: Model) -> None:
        for expression, kind in _expressions(model):
            for name in expression.names:
                if name not in _BUILT_IN:
                    self._wanted.setdefault(name, [])
                    if kind in ("date", "duration", "cycle"):
                        self._times[name] = {"cycle": "R2/PT1M", "date": "2026-03-03"}.get(kind, "PT1M")
                    elif kind == "number":
                        self._wanted[name].append(Decimal(2))
            for literal, path in _TURNED.findall(expression.text):
                self._want(path, literal)
            for path, literal in _LITERAL.findall(expression.text):
                self._want(path, literal)
            for path, items in _IN_LIST.findall(expression.text):
                for literal in items.split(","):
                    self._want(path, literal.strip())
            for path in re.findall(r"[^\W\d]\w*(?:\.[^\W\d]\w*)+", expression.text):
                self._want(path, "")

        for e in model.elements.values():
            if e.loop and e.loop.collection:
                self._lists.update(dict.fromkeys(e.loop.collection.names, e.loop.item))

    def _want(self, path: str, literal: str) -> None:
        if path.split(".")[0] not in self._wanted:
            return
        values = self._wanted.setdefault(path, [])
        if literal.startswith('"'):
            values.append(literal[1:-1])
        elif literal in ("true", "false"):
            values.append(literal == "true")
        elif re.fullmatch(r"-?\d+(\.\d+)?", literal):
            values.extend((Decimal(literal), Decimal(literal) + 1, Decimal(literal) - 1))

    def _field(self, field: Field) -> Any:
        wanted = self._wanted.get(field.name, [])
        choose = self._random.choice
        match field.widget:
            case "choice":
                return choose(field.options).value
            case "choices":
                return [o.value for o in field.options if choose((True, False))] or [choose(field.options).value]
            case "yesno":
                return choose((True, False))
            case "declaration":
                return True
            case "number" | "money":
                return self._number(field, [w for w in wanted if isinstance(w, Decimal)])
            case "date":
                return date(2026, 3, 2)
            case "person":
                return dict(_PERSON)
            case "address":
                return dict(_PLACE)
            case "file":
                return dict(_FILE)
            case "rows":
                return [{f.name: self._field(f) for f in field.fields}]
        texts = [w for w in wanted if isinstance(w, str)]
        text = str(choose(texts)) if texts else self._times.get(field.name, "甲乙丙丁")
        return text.ljust(field.min_length or 0, "甲")[: field.max_length]

    def _number(self, field: Field, wanted: list[Decimal]) -> Decimal:
        value = self._random.choice(wanted or [Decimal(2)])
        if isinstance(field.min, Decimal):
            value = max(value, field.min)
        return min(value, field.max) if isinstance(field.max, Decimal) else value


def _expressions(model: Model) -> list[tuple[Expression, str]]:
    found: list[tuple[Expression | None, str]] = [(f.condition, "") for f in model.flows.values()]
    for e in model.elements.values():
        found += [(e.condition, ""), (e.when, ""), (e.script, ""), (e.post_from, ""), (e.authority_from, "")]
        if e.timer:
            found.append((e.timer.expression, e.timer.kind))
        if e.loop:
            found += [(e.loop.collection, ""), (e.loop.cardinality, "number")]
            found += [(e.loop.condition, ""), (e.loop.completion, "")]
    return [(expression, kind) for expression, kind in found if expression is not None]
