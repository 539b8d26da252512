"""The parts of a bundle's files, each read by itself: what cannot be read is left out, and the checks say why."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from engine import EngineError, Form, read_form

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SCHEMA, UI = ".schema.json", ".ui.json"


@dataclass(frozen=True, slots=True)
class Part:
    """A flow (process) or table (decision) and the file it stands in."""

    id: str
    name: str
    file: str


def form_names(files: Mapping[str, bytes]) -> list[str]:
    return sorted(name.removesuffix(SCHEMA) for name in files if name.endswith(SCHEMA))


def find_form(files: Mapping[str, bytes], name: str) -> Form | None:
    """The form of this name; None where it is missing or cannot be read."""
    try:
        return read_form(name, json.loads(files[name + SCHEMA]), json.loads(files.get(name + UI) or b"{}"))
    except (KeyError, ValueError, RecursionError, EngineError):
        return None


def forms_in(files: Mapping[str, bytes]) -> dict[str, Form]:
    found = {name: find_form(files, name) for name in form_names(files)}
    return {name: form for name, form in found.items() if form is not None}


def flows_in(files: Mapping[str, bytes]) -> list[Part]:
    """The processes of all flow files."""
    return [
        Part(process.get("id") or "", process.get("name") or "", name)
        for name, root in roots(files, ".bpmn")
        for process in root.iterfind(f"{BPMN}process")
    ]


def tables_in(files: Mapping[str, bytes]) -> list[Part]:
    """The decisions of all table files."""
    return [
        Part(decision.get("id") or "", decision.get("name") or decision.get("id") or "", name)
        for name, root in roots(files, ".dmn")
        for decision in root.iterfind("{*}decision")
    ]


def roots(files: Mapping[str, bytes], suffix: str) -> list[tuple[str, etree._Element]]:
    """The trees of the files of this kind that are XML."""
    found = []
    for name in sorted(n for n in files if n.endswith(suffix)):
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            found.append((name, etree.fromstring(files[name], parser)))
        except (etree.XMLSyntaxError, ValueError):
            continue
    return found
