"""Which names an element reads and sets, and of what type the forms make them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.feel import Expression
from engine.feel.checking import BOOLEAN, DATE, NUMBER, STRING, options
from engine.feel.types import ANY, NAMED, ContextType, ListType, Restricted, Type
from engine.forms import Field, Form
from engine.forms.visibility import asked_by
from engine.reading.expressions import RESERVED
from engine.reading.model import Element, Model

ALWAYS = frozenset((*RESERVED, "loopCounter"))
COUNTS = frozenset({"loopCounter", "nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances"})
_ENTRY = re.compile(r'[{,]\s*"?([^\s":{},]+)"?\s*:')


@dataclass(frozen=True, slots=True)
class Read:
    """``needs``: names that have to be set; ``tested``: names that the expression compares with null, and so minds
    itself; ``leaving``: read when the element is left, after its own form."""

    element: str
    needs: frozenset[str]
    expression: Expression | None
    leaving: bool = False
    tested: frozenset[str] = frozenset()

    def compares_only(self, name: str) -> bool:
        """Whether a name is only held against constants: without a value that is false, not wrong."""
        if self.expression is None:
            return False
        text, said = self.expression.text, re.escape(name)
        constant = r'(?:"[^"]*"|true\b|false\b|-?\d)'
        return len(re.findall(rf"(?<!\w){said}(?!\w)", text)) == len(
            re.findall(rf"(?<!\w){said}\s*=\s*{constant}", text)
        )


def reads_of(model: Model, e: Element) -> Iterator[Read]:
    """What is read where an element is come to and where it is left."""
    loop, joint = e.loop, e.loop.joint if e.loop else None
    own = COUNTS | set(sets_of(model, e)) | form_names(model, e) | given_inside(e)
    coming = [e.timer.expression if e.timer else None, e.when, e.script, e.condition]
    if loop:
        coming += [loop.cardinality, loop.collection, loop.condition if loop.test_before else None]
    for expression in coming:
        yield from _read(e.id, expression)
    for expression in (e.post_from, e.authority_from, *(value for _, value in (e.handed.inputs if e.handed else ()))):
        yield from _read(e.id, expression, given_inside(e))
    if e.kind == "businessRuleTask" and e.decision in model.tables:
        yield Read(e.id, frozenset(model.tables[e.decision or ""].inputs), None)
    if seats := frozenset(filter(None, (e.attendees, e.speakers))):
        yield Read(e.id, seats, None)
    for field in _all(model.forms[e.form].fields) if e.form else ():
        for expression in asked_by(field):
            yield from _read(e.id, expression, own)
    leaving = [e.clock_on, e.enough]
    if loop:
        leaving += [loop.completion, None if loop.test_before else loop.condition]
    if joint:
        leaving += [joint.agrees, joint.veto, joint.weight]
    for expression in leaving:
        yield from _read(e.id, expression, frozenset(own), leaving=True)
    for flow in e.outgoing:
        if e.kind not in ("parallelGateway", "eventBasedGateway"):
            yield from _read(flow, model.flows[flow].condition, leaving=True)


def _read(
    element: str, expression: Expression | None, own: Iterable[str] = (), *, leaving: bool = False
) -> Iterator[Read]:
    if expression is not None:
        tested = frozenset(n for n in expression.names if _asks_whether_set(expression.text, n))
        yield Read(element, frozenset(expression.needed) - tested - ALWAYS - set(own), expression, leaving, tested)


def _asks_whether_set(text: str, name: str) -> bool:
    """An expression that compares a name with null knows what to do while it has no value."""
    said = re.escape(name)
    return bool(re.search(rf"(?<!\w){said}\s*!?=\s*null|null\s*!?=\s*{said}(?!\w)|is defined\(\s*{said}", text))


def form_names(model: Model, e: Element) -> set[str]:
    return {f.name for f in model.forms[e.form].fields} if e.form else set()


def given_inside(e: Element) -> set[str]:
    """Names that have a value in an activity, and not outside it: of what it is repeated over, of what it is given."""
    item = {e.loop.item} if e.loop and e.loop.item else set()
    return item | {name for name, _ in e.handed.inputs} if e.handed else item


def sets_of(model: Model, e: Element) -> set[str]:
    """Names that have a value outside an element once it is done."""
    names: set[str] = set()
    many = e.multi in ("parallel", "sequential") and e.loop is not None
    if many and e.loop:
        names.add(e.loop.results or e.id)
        if e.loop.joint and e.loop.joint.outcome:
            names.add(e.loop.joint.outcome)
        return names
    if e.handed:
        names |= {name for name, _ in e.handed.outputs}
        if e.handed.only:
            return names
    names |= form_names(model, e)
    if e.condition is not None:  # what a conditional event waits for to have a value has one
        names |= {n for n in e.condition.names if re.search(rf"(?<!\w){re.escape(n)}\s*!=\s*null", e.condition.text)}
    if e.kind in ("scriptTask", "businessRuleTask"):
        names |= {e.result} if e.result else _entries(model, e)
    if e.branch and e.result:
        names.add(e.result)
    if e.kind == "callActivity":
        outputs = model.processes[called].outputs if (called := called_by(e)) in model.processes else None
        names |= {e.result} if e.result else set(outputs or ())
    return names


def _entries(model: Model, e: Element) -> set[str]:
    """Without a result name the entries of the context that an automatic step gives are the values."""
    if e.kind == "businessRuleTask":
        return set(model.tables[e.decision or ""].outputs) if e.decision in model.tables else set()
    text = e.script.text.strip() if e.script else ""
    return set(_ENTRY.findall(text)) if text.startswith("{") else set()


def called_by(e: Element) -> str:
    return (e.called or "").split(":")[-1]


def _all(fields: Iterable[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _all(field.fields)


# ---------------------------------------------------------------------- types


def types_of(model: Model) -> dict[str, Type]:
    """The type of each name that forms fill; ANY for those of which forms or steps disagree, and for all others."""
    found: dict[str, Type | None] = {
        "accepted": DATE,
        "promise": DATE,
        "statute": DATE,
        "received": NAMED["date and time"],
    }
    for e in model.elements.values():
        if e.kind in ("scriptTask", "businessRuleTask") and e.result:
            found[e.result] = None
        if e.branch and e.result:
            found[e.result] = None
    for e in model.elements.values():
        if e.multi in ("parallel", "sequential") and e.loop:
            found[e.loop.results or e.id] = None
            if e.loop.item:
                found[e.loop.item] = None
    for form in model.forms.values():
        _add(found, form)
    for e in model.elements.values():
        for name, _ in (*e.handed.inputs, *e.handed.outputs) if e.handed else ():
            found[name] = None
    return {name: ANY if kind is None else kind for name, kind in found.items()}


def _add(found: dict[str, Type | None], form: Form) -> None:
    for field in form.fields:
        kind = type_of_field(field)
        known = found.get(field.name, kind)
        found[field.name] = kind if known == kind else _both(known, kind)


def _both(one: Type | None, two: Type | None) -> Type | None:
    """What can be said of a name that two forms fill."""
    plain = [t.base if isinstance(t, Restricted) else t for t in (one, two)]
    return plain[0] if plain[0] == plain[1] else None


def type_of_field(field: Field) -> Type | None:
    """The type of a field's values in FEEL."""
    match field.widget:
        case "number" | "money":
            return NUMBER
        case "text" | "longtext":
            return STRING
        case "date":
            return DATE
        case "yesno" | "declaration":
            return BOOLEAN
        case "choice":
            return options(STRING, [o.value for o in field.options])
        case "choices":
            return ListType(STRING)
        case "rows":
            inner = {f.name: kind for f in field.fields if (kind := type_of_field(f)) is not None}
            return ListType(ContextType(inner)) if len(inner) == len(field.fields) else None
    return None
