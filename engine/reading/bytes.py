"""What is mended in a file's bytes before it is XML: no encoding stated, prefixes that are not declared."""

import re

from lxml import etree

from engine.errors import Finding
from engine.text import Text

_DECLARED = re.compile(rb"""\s*<\?xml[^>]*encoding\s*=|.{0,3}\x00""", re.DOTALL)
_GB2312 = re.compile(rb"""\A(\s*<\?xml[^>]*encoding\s*=\s*["'])gb2312(?=["'])""", re.IGNORECASE)
_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s++|<\?.*?\?>|<!--.*?-->)*+<[A-Za-z_][\w.:-]*", re.DOTALL)
_UNDECLARED = re.compile(r"Namespace prefix ([A-Za-z_][\w.-]*) .*is not defined")
_MOST = 20
_KNOWN = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmn2": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "omgdc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "omgdi": "http://www.omg.org/spec/DD/20100524/DI",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "camunda": "http://camunda.org/schema/1.0/bpmn",
    "zeebe": "http://camunda.org/schema/zeebe/1.0",
    "modeler": "http://camunda.org/schema/modeler/1.0",
    "bioc": "http://bpmn.io/schema/bpmn/biocolor/1.0",
    "color": "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
    "flowable": "http://flowable.org/bpmn",
    "activiti": "http://activiti.org/bpmn",
    "spiffworkflow": "http://spiffworkflow.org/bpmn/schema/1.0/core",
}
"""The namespaces that these prefixes stand for wherever they are declared."""


def decoded(data: bytes, file: str, findings: list[Finding]) -> bytes:
    """The file as it is; in UTF-8 where it states no encoding and is in GBK, with a line in the report.

    What Chinese programs call GB2312 is GBK: it has the characters of names that GB2312 has not.
    """
    data = _GB2312.sub(rb"\1GB18030", data, count=1)
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


def undeclared(error: Exception, declared: int) -> str | None:
    """The prefix because of which a file is not well-formed; None where it is for another reason, or too many."""
    if not isinstance(error, etree.XMLSyntaxError) or declared >= _MOST:
        return None
    found = _UNDECLARED.match(error.msg or "")
    return found[1] if found else None


def declare(data: bytes, prefix: str, file: str, findings: list[Finding]) -> bytes | None:
    """The file with this prefix declared at its root, with a line in the report; None where no root is found."""
    root = _ROOT.match(data)
    if root is None:
        return None
    known = _KNOWN.get(prefix)
    note = Text(
        f"{file}：前缀 {prefix} 没有声明，{f'按 {known} 读入' if known else '用它写的内容保留，不起作用'}。",
        f"{file}: the prefix {prefix} is not declared; "
        + (f"it is read as {known}." if known else "what is written with it is kept and has no effect."),
    )
    findings.append(Finding("prefixes", None, "warning", note))
    stated = f' xmlns:{prefix}="{known or f"urn:undeclared:{prefix}"}"'
    return data[: root.end()] + stated.encode() + data[root.end() :]
