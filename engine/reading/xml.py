"""Bytes to an XML tree, hardened: no DTD, no entities, no network, bounded size and depth."""

import re

from lxml import etree

from engine.errors import Finding, ModelRefused
from engine.reading.bytes import declare, decoded, undeclared
from engine.text import Text

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
DAYLIGHT = "urn:daylight:bpmn:1"

MAX_BYTES = 20_000_000
MAX_DEPTH = 200
MAX_ELEMENTS = 100_000
MAX_ATTRIBUTES = 500
"""Of one element, with the namespaces it declares."""

Node = etree._Element


def tag(namespace: str, name: str) -> str:
    return f"{{{namespace}}}{name}"


def local(node: Node) -> str:
    """The element's name without its namespace; comments and processing instructions have none."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def namespace(node: Node) -> str | None:
    return etree.QName(node).namespace if isinstance(node.tag, str) else None


def parse(data: bytes, file: str, findings: list[Finding] | None = None) -> Node:
    """The root element; raises ModelRefused naming the file. What had to be mended before is added to the findings."""
    if len(data) > MAX_BYTES:
        raise _refuse(file, f"文件超过 {MAX_BYTES // 1_000_000} MB", f"is larger than {MAX_BYTES // 1_000_000} MB")
    mended: list[Finding] = [] if findings is None else findings
    root = _tree(decoded(data, file, mended), file, mended)
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refuse(file, "含有 DTD，不能读取", "contains a DTD, which is not read")
    _bounded(root, file)
    return root


def _tree(data: bytes, file: str, findings: list[Finding], declared: int = 0) -> Node:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        prefix = undeclared(error, declared)
        mended = prefix and declare(data, prefix, file, findings)
        if not mended:
            said = str(error).removesuffix(f" (<string>, line {getattr(error, 'lineno', 0)})")
            raise _refuse(file, f"不是完整的 XML（{said}）", f"is not well-formed XML ({said})") from None
    return _tree(mended, file, findings, declared + 1)


def with_our_prefix(root: Node) -> Node:
    """The same document with our namespace declared at the top, so that what is said in it later needs no other.

    Declared in the text: a tree made anew would write other tools' parts with other prefixes.
    """
    if DAYLIGHT in root.nsmap.values():
        return root
    prefix = next(p for p in ("daylight", *(f"daylight{n}" for n in range(2, 99))) if p not in root.nsmap)
    if any(None in node.nsmap and not node.nsmap[None] for node in root.iter(tag(BPMN, "*"))):
        etree.cleanup_namespaces(root)  # parts that undeclare the default namespace cannot be moved
    text = etree.tostring(root.getroottree(), encoding="unicode")
    start = re.search(
        rf"<(?:[^\s<>:!?]+:)?{local(root)}(?=[\s/>])", re.sub(r"<!--.*?-->", _blank, text, flags=re.DOTALL)
    )
    assert start is not None
    declared = f'{text[: start.end()]} xmlns:{prefix}="{DAYLIGHT}"{text[start.end() :]}'
    return etree.fromstring(
        declared.encode(), etree.XMLParser(resolve_entities=False, no_network=True, encoding="utf-8")
    )


def _blank(comment: re.Match[str]) -> str:
    return " " * len(comment[0])


def _bounded(root: Node, file: str) -> None:
    """Raises ModelRefused where there is more than anybody draws."""
    depth = elements = declared = 0
    for event, part in etree.iterwalk(root, events=("start", "end", "start-ns")):
        if event == "start-ns":
            declared += 1
        elif event == "end":
            depth -= 1
        else:
            depth, elements = depth + 1, elements + 1
            if len(part.attrib) + declared > MAX_ATTRIBUTES:
                raise _refuse(
                    file,
                    f"一个元素的属性超过 {MAX_ATTRIBUTES} 个（{local(part)}）",
                    f"has an element of more than {MAX_ATTRIBUTES} attributes ({local(part)})",
                )
            declared = 0
        if depth > MAX_DEPTH:
            raise _refuse(file, f"嵌套超过 {MAX_DEPTH} 层", f"is nested more than {MAX_DEPTH} levels deep")
        if elements > MAX_ELEMENTS:
            raise _refuse(file, f"元素超过 {MAX_ELEMENTS} 个", f"has more than {MAX_ELEMENTS} elements")


def _refuse(file: str, zh: str, en: str) -> ModelRefused:
    return ModelRefused([Finding("xml", None, "error", Text(f"{file} {zh}。", f"{file} {en}."))])
