"""Bytes to an XML tree, hardened: no DTD, no entities, no network, bounded size and depth."""

import re

from lxml import etree

from engine.errors import Finding, ModelRefused
from engine.text import Text

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
DAYLIGHT = "urn:daylight:bpmn:1"

MAX_BYTES = 20_000_000
MAX_DEPTH = 200

Node = etree._Element
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*encoding\s*=|.{0,3}\x00""", re.DOTALL)


def tag(namespace: str, name: str) -> str:
    return f"{{{namespace}}}{name}"


def local(node: Node) -> str:
    """The element's name without its namespace; comments and processing instructions have none."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def namespace(node: Node) -> str | None:
    return etree.QName(node).namespace if isinstance(node.tag, str) else None


def parse(data: bytes, file: str) -> Node:
    """The root element; raises ModelRefused naming the file."""
    if len(data) > MAX_BYTES:
        raise _refuse(file, f"文件超过 {MAX_BYTES // 1_000_000} MB", f"is larger than {MAX_BYTES // 1_000_000} MB")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refuse(file, f"不是完整的 XML（{error}）", f"is not well-formed XML ({error})") from None
    if b"<!DOCTYPE" in data or root.getroottree().docinfo.internalDTD is not None:
        raise _refuse(file, "含有 DTD，不能读取", "contains a DTD, which is not read")
    if _too_deep(root):
        raise _refuse(file, f"嵌套超过 {MAX_DEPTH} 层", f"is nested more than {MAX_DEPTH} levels deep")
    return root


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


def decoded(data: bytes, file: str, findings: list[Finding]) -> bytes:
    """The file as it is; in UTF-8 where it states no encoding and is in GBK, with a line in the report."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or _DECLARED.match(data):
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            return data
        note = Text(f"{file}：没有写编码，按 GBK 读入。", f"{file}: states no encoding; it is read as GBK.")
        findings.append(Finding("encoding", None, "warning", note))
        return text.encode("utf-8")
    return data


def _too_deep(root: Node) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            return True
    return False


def _refuse(file: str, zh: str, en: str) -> ModelRefused:
    return ModelRefused([Finding("xml", None, "error", Text(f"{file} {zh}。", f"{file} {en}."))])
