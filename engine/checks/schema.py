"""`schema`: the file is BPMN 2.0 as its XML schema has it, in words.

The schema is the OMG's, as SpiffWorkflow carries it. What the schema refuses may still be read; other tools may not.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import SpiffWorkflow.bpmn.parser as carrier
from lxml import etree

from engine.checks.subject import SHOWN, Subject
from engine.errors import EngineError, Finding
from engine.reading.xml import Node, parse
from engine.text import Text

NAME = "schema"
_LOCK = Lock()  # a schema keeps the errors of its last validation
_QUOTED = re.compile(r"'(?:\{[^}]*\})?([^']*)'")


def check(subject: Subject) -> Iterator[Finding]:
    """A warning with line and element for each place where a file departs from the schema."""
    for name, data in subject.model.files.items():
        if not name.endswith((".bpmn", ".bpmn20.xml", ".bpmn2")):
            continue
        try:
            root = parse(data, name)
        except EngineError:  # it was read all the same: a repair on the bytes
            continue
        with _LOCK:
            schema = _schema()
            if schema.validate(root):
                continue
            log: Any = schema.error_log
            errors = list(log)
        for error in errors[:SHOWN]:
            yield _finding(subject, name, root, error)


@lru_cache(maxsize=1)
def _schema() -> etree.XMLSchema:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    path = Path(carrier.__file__).parent / "schema" / "BPMN20.xsd"
    return etree.XMLSchema(etree.parse(str(path), parser))


def _finding(subject: Subject, file: str, root: Node, error: "etree._LogEntry") -> Finding:
    id = _element(root, error.path)
    where = Text(f"{file} 第 {error.line} 行", f"{file}, line {error.line}")
    who = subject.name(id)
    said = _said(error.type_name, error.message)
    zh = f"{who.zh}：{said.zh}（{where.zh}）。" if id else f"{where.zh}：{said.zh}。"
    en = f"{who.en}: {said.en} ({where.en})." if id else f"{where.en}: {said.en}."
    mend = Text("用建模工具重新保存，或者照标准改这一行。", "Save it again in a modeller, or correct this line.")
    return Finding(NAME, id, "warning", Text(zh, en), mend)


def _element(root: Node, path: str | None) -> str | None:
    """The id of the element at a path, or of the nearest around it."""
    prefixes = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    try:
        found = root.xpath(path, namespaces=prefixes) if path else []
    except etree.XPathEvalError:  # a prefix that is declared further in
        return None
    node = found[0] if isinstance(found, list) and found and isinstance(found[0], etree._Element) else None
    while node is not None:
        if node.get("id"):
            return str(node.get("id"))
        node = node.getparent()
    return None


def _said(kind: str, message: str) -> Text:
    """The validator's message in words; what has none is given as it is."""
    names = _QUOTED.findall(message)
    first, second = (*names, "", "")[:2]
    match kind.removeprefix("SCHEMAV_"):
        case "ELEMENT_CONTENT":
            if "Missing child" in message:
                return Text(f"{first} 里缺少内容", f"{first} lacks content that it must have")
            return Text(f"{first} 不能放在这里，或者次序不对", f"{first} cannot stand here, or not in this order")
        case "CVC_COMPLEX_TYPE_3_2_1" | "CVC_COMPLEX_TYPE_3_2_2":
            return Text(f"{first} 不能有属性 {second}", f"{first} cannot have the attribute {second}")
        case "CVC_COMPLEX_TYPE_4":
            return Text(f"{first} 缺少属性 {second}", f"{first} lacks the attribute {second}")
        case "CVC_ENUMERATION_VALID" | "CVC_DATATYPE_VALID_1_2_1" | "CVC_DATATYPE_VALID_1_2_2" | "CVC_PATTERN_VALID":
            value = names[2] if len(names) > 2 else second
            return Text(f"{first} 的值“{value}”不合规定", f"the value “{value}” of {first} is not allowed")
        case "CVC_IDC":
            return Text(f"编号重复或者指向不存在的编号：{first}", f"an id is used twice or does not exist: {first}")
        case "CVC_ELT_1" | "CVC_TYPE_2" | "CVC_TYPE_1":
            return Text(f"不认识 {first}", f"{first} is not known")
    return Text(message, message)
