"""XML -> File: every element and boxed expression of a DMN file, DMN 1.1 to 1.5."""

from lxml import etree

from engine.dmn import tree as t
from engine.dmn.boxed_reader import EXPRESSIONS, read_boxed, type_ref
from engine.dmn.xml import child, children, in_english, local, read_xml, text_in
from engine.errors import TableError
from engine.feel.lexer import plain_name
from engine.text import Text

GRAPH = ("inputData", "decision", "businessKnowledgeModel", "decisionService")


def read_file(data: bytes) -> t.File:
    """What the bytes say. Raises TableError when they are no DMN."""
    root = read_xml(data)
    if local(root) != "definitions":
        raise TableError(Text("不是 DMN 1.1 至 1.5 文件。", "This is no file of DMN 1.1 to 1.5."))
    return t.File(
        root.get("namespace", ""),
        root.get("name", ""),
        [_item(e) for e in children(root, "itemDefinition")],
        [_element(e) for e in children(root, *GRAPH)],
        [t.Import(plain_name(e.get("name", "")), e.get("namespace", "")) for e in children(root, "import")],
    )


def _item(e: etree._Element) -> t.Item:
    function = child(e, "functionItem")
    return t.Item(
        plain_name(e.get("name", "")),
        _text_of(child(e, "typeRef")) or type_ref(e),
        e.get("isCollection") in ("true", "1"),
        text_in(child(e, "allowedValues")),
        text_in(child(e, "typeConstraint")),
        [_item(c) for c in children(e, "itemComponent")],
        None if function is None else _function_item(function),
    )


def _function_item(e: etree._Element) -> t.FunctionItem:
    params = [(plain_name(p.get("name", "")), type_ref(p)) for p in children(e, "parameters")]
    return t.FunctionItem(params, plain_name(e.get("outputTypeRef", "")))


def _text_of(e: etree._Element | None) -> str:
    return plain_name("".join(str(part) for part in e.itertext())) if e is not None else ""


def _element(e: etree._Element) -> t.Element:
    variable = child(e, "variable")
    name = plain_name(e.get("name", ""))
    seen_as = plain_name(variable.get("name", "")) if variable is not None else ""
    element = t.Element(
        local(e), e.get("id", ""), name, seen_as or name, type_ref(variable) if variable is not None else ""
    )
    element.en = in_english(e)
    element.requires = _hrefs(e, "informationRequirement", "requiredInput", "requiredDecision")
    element.knows = _hrefs(e, "knowledgeRequirement", "requiredKnowledge")
    if element.kind == "decision":
        element.logic = read_boxed(child(e, *EXPRESSIONS), name)
    elif element.kind == "businessKnowledgeModel":
        element.logic = read_boxed(child(e, "encapsulatedLogic"), name)
    elif element.kind == "decisionService":
        element.outputs = _direct(e, "outputDecision")
        element.encapsulated = _direct(e, "encapsulatedDecision")
        element.input_data = _direct(e, "inputData")
        element.input_decisions = _direct(e, "inputDecision")
    return element


def _hrefs(e: etree._Element, requirement: str, *kinds: str) -> list[str]:
    return [r.get("href", "") for holder in children(e, requirement) for r in children(holder, *kinds)]


def _direct(e: etree._Element, name: str) -> list[str]:
    return [r.get("href", "") for r in children(e, name)]
