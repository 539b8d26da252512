"""Bytes -> XML, without entities, network, DTDs or huge trees."""

from collections.abc import Iterator

from lxml import etree

from engine.errors import TableError
from engine.text import Text

MAX_BYTES = 10_000_000
NAMESPACES = frozenset(
    (
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
        "https://www.omg.org/spec/DMN/20240513/MODEL/",
        "http://www.omg.org/spec/DMN/20151101",
    )
)
"""DMN 1.1 to 1.6; the first 1.1 files were written with two spellings."""


def read_xml(data: bytes) -> etree._Element:
    """The root element. Raises TableError for what is no XML or has a document type declaration."""
    if len(data) > MAX_BYTES:
        raise TableError(Text("DMN 文件过大。", "The DMN file is too large."))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise TableError(Text(f"不是可读的 XML：{problem}", f"This is no readable XML: {problem}")) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise TableError(Text("DMN 文件不得含有 DTD。", "A DMN file may not hold a DTD."))
    return root


def in_english(element: etree._Element) -> str:
    """Its name in English, as in flow models (``daylight:en``)."""
    return element.get("{urn:daylight:bpmn:1}en", "")


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; "" for elements of other vocabularies."""
    if not isinstance(element.tag, str):
        return ""
    name = etree.QName(element)
    return name.localname if name.namespace in NAMESPACES else ""


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The children of these names, or all that are DMN."""
    for child in element:
        name = local(child)
        if name and (not names or name in names):
            yield child


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The first child of one of these names."""
    return None if element is None else next(children(element, *names), None)


def text_in(element: etree._Element | None) -> str:
    """The text of the ``text`` child, "" when there is none."""
    found = child(element, "text")
    return "".join(str(part) for part in found.itertext()).strip() if found is not None else ""
