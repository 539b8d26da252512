"""XML -> boxed expressions (DMN 1.5, 7.3, 8 and 10.2.2)."""

from collections.abc import Callable

from lxml import etree

from engine.dmn import tree as t
from engine.dmn.xml import child, children, in_english, local, text_in
from engine.feel.lexer import plain_name


def type_ref(e: etree._Element) -> str:
    """The typeRef attribute; the prefix ``feel:`` of DMN 1.1 means the type itself."""
    name = plain_name(e.get("typeRef", ""))
    return name.removeprefix("feel:") if name.startswith("feel:") else name


def read_boxed(e: etree._Element | None, where: str) -> t.Boxed | None:
    """The boxed expression, or None for an element that is missing or empty."""
    if e is None:
        return None
    reader = _READERS.get(local(e))
    if reader is None:
        return None
    boxed = reader(e, where)
    boxed.type, boxed.where = type_ref(e), where
    return boxed


def _inside(e: etree._Element | None, where: str) -> t.Boxed | None:
    return read_boxed(child(e, *EXPRESSIONS), where)


def _literal(e: etree._Element, _where: str) -> t.Literal:
    return t.Literal(text=text_in(e), language=e.get("expressionLanguage", ""))


def _variable(e: etree._Element | None) -> tuple[str, str]:
    return ("", "") if e is None else (plain_name(e.get("name", "")), type_ref(e))


def _context(e: etree._Element, where: str) -> t.Boxed:
    entries = []
    for entry in children(e, "contextEntry"):
        name, kind = _variable(child(entry, "variable"))
        entries.append(t.Entry(name, kind, _inside(entry, f"{where}.{name}" if name else where)))
    return t.Context(entries=entries)


def _list(e: etree._Element, where: str) -> t.Boxed:
    return t.ListBox(items=[read_boxed(item, where) for item in children(e, *EXPRESSIONS)])


def _relation(e: etree._Element, where: str) -> t.Boxed:
    columns = [plain_name(c.get("name", "")) for c in children(e, "column")]
    rows = [[read_boxed(cell, where) for cell in children(row, *EXPRESSIONS)] for row in children(e, "row")]
    return t.Relation(columns=columns, rows=rows)


def _invocation(e: etree._Element, where: str) -> t.Boxed:
    bindings = []
    for binding in children(e, "binding"):
        name, kind = _variable(child(binding, "parameter"))
        bindings.append(t.Entry(name, kind, _inside(binding, f"{where}({name})")))
    return t.Invocation(function=_inside(e, where), bindings=bindings)


def _function(e: etree._Element, where: str) -> t.Boxed:
    params = [t.Entry(*_variable(p), None) for p in children(e, "formalParameter")]
    return t.FunctionBox(params=params, body=_inside(e, where), kind=e.get("kind", "FEEL"))


def _conditional(e: etree._Element, where: str) -> t.Boxed:
    condition, yes, no = (_inside(child(e, name), where) for name in ("if", "then", "else"))
    return t.Conditional(condition=condition, yes=yes, no=no)


def _filter(e: etree._Element, where: str) -> t.Boxed:
    return t.FilterBox(base=_inside(child(e, "in"), where), match=_inside(child(e, "match"), where))


def _iterator(e: etree._Element, where: str) -> t.Boxed:
    body = _inside(child(e, "return", "satisfies"), where)
    variable = plain_name(e.get("iteratorVariable", ""))
    return t.Iterator(kind=local(e), variable=variable, domain=_inside(child(e, "in"), where), body=body)


def _table(e: etree._Element, where: str) -> t.Boxed:
    inputs, outputs = [], []
    for column in children(e, "input"):
        expression = child(column, "inputExpression")
        kind = type_ref(expression) if expression is not None else ""
        text = text_in(expression)
        allowed = text_in(child(column, "inputValues"))
        label = plain_name(column.get("label", "")) or plain_name(text)
        inputs.append(t.Input(text, label, kind, allowed, in_english(column)))
    for column in children(e, "output"):
        default = child(column, "defaultOutputEntry")
        literal = _cell(default, f"{where}: default") if default is not None else None
        name = plain_name(column.get("name", ""))
        label = plain_name(column.get("label", "")) or name
        allowed = text_in(child(column, "outputValues"))
        outputs.append(t.Output(name, label, type_ref(column), allowed, literal, in_english(column)))
    rules = [_rule(row, number, where) for number, row in enumerate(children(e, "rule"), 1)]
    policy = e.get("hitPolicy", "UNIQUE").upper().replace(" ", "_")
    return t.Table(
        policy={"RULE_ORDER": "RULE ORDER", "OUTPUT_ORDER": "OUTPUT ORDER"}.get(policy, policy),
        aggregation=e.get("aggregation", "").upper(), inputs=inputs, outputs=outputs, rules=rules,
        label=plain_name(e.get("outputLabel", "")),
    )  # fmt: skip


def _rule(e: etree._Element, number: int, where: str) -> t.Rule:
    return t.Rule(
        [text_in(cell) for cell in children(e, "inputEntry")],
        [_cell(cell, f"{where}: {number}") for cell in children(e, "outputEntry")],
        [note for note in (text_in(cell) for cell in children(e, "annotationEntry")) if note],
        e.get("id", ""),
    )


def _cell(e: etree._Element, where: str) -> t.Literal:
    literal = _literal(e, where)
    literal.where = where
    return literal


_READERS: dict[str, Callable[[etree._Element, str], t.Boxed]] = {
    "literalExpression": _literal,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": _function,
    "encapsulatedLogic": _function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iterator,
    "some": _iterator,
    "every": _iterator,
    "decisionTable": _table,
}
EXPRESSIONS = tuple(name for name in _READERS if name != "encapsulatedLogic")
