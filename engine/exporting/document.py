"""The files of a bundle as they are executed: what was repaired when they were read is written into them."""

import json

from lxml import etree

from engine.exporting.diagram import draw_missing
from engine.exporting.indenting import indent
from engine.exporting.leftovers import tidy
from engine.exporting.order import put_in_order
from engine.exporting.references import say_neighbours
from engine.reading.bundle import mended_files
from engine.reading.model import Model
from engine.reading.xml import Node


def export_model(model: Model) -> dict[str, bytes]:
    """The bundle's files by name. BPMN is canonical; what is not ours stays in it as it was, tables and forms too.

    Reading the result gives an equal model. A form that stood inside a foreign model becomes a file.
    """
    book = mended_files(model.files)
    draw_missing(dict(book.roots), model)
    files = dict(model.files)
    files |= {name: _canonical(root) for name, root in book.roots.items()}
    files |= {f"{name}.schema.json": _json(schema) for name, schema in book.schemas.items()}
    return files


def _canonical(root: Node) -> bytes:
    """The document in UTF-8: children in the order of the schema, each node with its flows, indented."""
    tidy(root)
    put_in_order(root)
    say_neighbours(root)
    indent(root)
    return etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True) + b"\n"


def _json(schema: object) -> bytes:
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()
