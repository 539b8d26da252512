"""A bundle of files to a Model: flows, forms and tables together."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from engine.dmn import Decision, read_tables
from engine.errors import EngineError, Finding, ModelRefused
from engine.forms import Field, Form, read_form
from engine.reading.asking import add_questions
from engine.reading.bpmn import Parts, Reader, connect, refuse
from engine.reading.calling import settle
from engine.reading.diagram import read_diagram
from engine.reading.expressions import Expressions
from engine.reading.figures import read_figures, settled
from engine.reading.model import Edge, Model, PowerWords, Process, Shape
from engine.reading.repairs import Book, repair
from engine.reading.repairs.tree import NODES
from engine.reading.rights import restrict_forms
from engine.reading.validity import check_structure
from engine.reading.xml import BPMN, Node, local, namespace, parse, tag, with_our_prefix
from engine.text import Text

MAX_DRAWN = 16_000
"""Steps of a bundle and flows between them; far more than anybody draws."""
_KEPT_BYTES = 20_000
"""Files of a form larger than this together are read anew each time."""

Source = bytes | str | Path | Mapping[str, bytes] | Iterable[str | Path]


def read_model(source: Source, process_id: str | None = None) -> Model:
    """The model of a bundle: a mapping of file names to bytes, paths of files, or the bytes of one BPMN file.

    ``process_id`` names the process to run; without it, the one that no other calls. Raises ModelRefused with every
    finding, each naming its element; what was only noted is in ``Model.report``.
    """
    files = _files(source)
    findings: list[Finding] = []
    forms = _forms(files, findings)
    tables = _tables(files, findings)
    parts = Parts(findings=findings)
    expressions = Expressions(_names(forms.values()), findings)
    shapes: dict[str, Shape] = {}
    edges: dict[str, Edge] = {}
    roots = _roots(files, findings)
    seen = [pair for root in roots.values() for pair in read_figures(root)]
    repair(Book(roots, findings, _names(forms.values()), tables, forms))
    for root in roots.values():
        Reader(root, parts, expressions).read()
        more_shapes, more_edges = read_diagram(root)
        shapes = more_shapes | shapes
        edges = more_edges | edges
    connect(parts)
    settle(parts)
    add_questions(parts, forms, expressions)
    if not any(f.severity == "error" for f in findings):
        check_structure(parts, findings)
        _check_references(parts, forms, tables, findings)
    restrict_forms(parts, forms, findings)
    main = _main(parts, process_id, findings)
    if main is None or any(f.severity == "error" for f in findings):
        raise ModelRefused(findings)
    return Model(
        process_id=main,
        name=parts.processes[main].name,
        digest=digest(files),
        files=files,
        power=parts.powers.get(main, PowerWords()),
        processes=parts.processes,
        elements=parts.elements,
        flows=parts.flows,
        lanes=tuple(parts.lanes),
        forms=forms,
        tables=tables,
        shapes=shapes,
        edges=edges,
        figures=settled(seen),
        report=tuple(findings),
    )


def mended_files(files: Mapping[str, bytes]) -> Book:
    """The trees of a bundle's BPMN files as they are executed: repaired; with the forms that stood in them."""
    findings: list[Finding] = []
    forms = _forms(files, findings)
    roots = {name: with_our_prefix(root) for name, root in _roots(files, findings).items()}
    book = Book(roots, findings, _names(forms.values()), _tables(files, findings), forms)
    repair(book)
    return book


def _roots(files: Mapping[str, bytes], findings: list[Finding]) -> dict[str, Node]:
    """The trees of the BPMN files."""
    roots = {}
    for name in sorted(n for n in files if n.endswith((".bpmn", ".bpmn20.xml", ".bpmn2"))):
        root = parse(files[name], name, findings)
        if namespace(root) != BPMN or local(root) != "definitions":
            refuse(findings, name, "不是 BPMN 2.0 文件", "is not a BPMN 2.0 file")
        else:
            roots[name] = root
    drawn = [tag(BPMN, kind) for kind in (*NODES, "sequenceFlow")]
    if sum(1 for root in roots.values() for _ in root.iter(*drawn)) > MAX_DRAWN:
        text = Text(
            f"流程的环节和连线一共超过 {MAX_DRAWN} 个。",
            f"The flows have more than {MAX_DRAWN} steps and lines between them.",
        )
        raise ModelRefused([*findings, Finding("model", None, "error", text)])
    return roots


def digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 over the names and contents of all files, in the order of their names."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{name}\0{len(files[name])}\0".encode())
        whole.update(files[name])
    return whole.hexdigest()


def _files(source: Source) -> dict[str, bytes]:
    if isinstance(source, bytes):
        return {"flow.bpmn": source}
    if isinstance(source, Mapping):
        return dict(source)
    paths = [Path(source)] if isinstance(source, str | Path) else [Path(p) for p in source]
    return {path.name: path.read_bytes() for path in paths}


def _forms(files: Mapping[str, bytes], findings: list[Finding]) -> dict[str, Form]:
    forms = {}
    for file in sorted(f for f in files if f.endswith(".schema.json")):
        name = Path(file).name.removesuffix(".schema.json")
        try:
            ui = files.get(file.removesuffix(".schema.json") + ".ui.json", b"{}")
            small = len(files[file]) + len(ui) <= _KEPT_BYTES
            forms[name] = (_form if small else _form.__wrapped__)(name, files[file], ui)
        except RecursionError:
            refuse(findings, file, "嵌套过深", "is nested too deep", check="form")
        except ValueError as error:
            refuse(findings, file, f"不是 JSON（{error}）", f"is not JSON ({error})", check="form")
        except EngineError as error:
            findings.append(Finding("form", file, "error", error.text))
    return forms


@lru_cache(maxsize=1024)
def _form(name: str, schema: bytes, ui: bytes) -> Form:
    """A form from its two files; kept, as many bundles have the forms of the same category flows."""
    return read_form(name, json.loads(schema), json.loads(ui))


def _tables(files: Mapping[str, bytes], findings: list[Finding]) -> dict[str, Decision]:
    tables: dict[str, Decision] = {}
    for file in sorted(f for f in files if f.endswith(".dmn")):
        try:
            tables |= read_tables(files[file])
        except EngineError as error:
            findings.append(Finding("table", file, "error", error.text, source=getattr(error, "source", "")))
    return tables


def _names(forms: Iterable[Form]) -> tuple[str, ...]:
    """All names that forms fill: FEEL has to know those with spaces."""
    names: set[str] = set()

    def add(fields: Iterable[Field]) -> None:
        for field in fields:
            names.add(field.name)
            add(field.fields)

    for form in forms:
        add(form.fields)
    return tuple(sorted(names))


def _check_references(
    parts: Parts, forms: Mapping[str, Form], tables: Mapping[str, Decision], findings: list[Finding]
) -> None:
    for element in parts.elements.values():
        if element.form and element.form not in forms:
            refuse(
                findings,
                element.id,
                f"表单 {element.form} 不在这一组文件里",
                f"form {element.form} is not among the files",
            )
        if element.kind == "businessRuleTask" and element.decision and element.decision not in tables:
            refuse(
                findings,
                element.id,
                f"决策 {element.decision} 不在这一组文件里",
                f"decision {element.decision} is not among the files",
            )


def _main(parts: Parts, wanted: str | None, findings: list[Finding]) -> str | None:
    """The process to run: the one asked for, else the executable one that no other calls; the others are reported."""
    if wanted is not None:
        if wanted in parts.processes:
            return wanted
        refuse(findings, wanted, "没有这个流程", "there is no such process")
        return None
    called = {e.called.split(":")[-1] for e in parts.elements.values() if e.called}
    filled = [p.id for p in parts.processes.values() if p.nodes] or list(parts.processes)
    free = [p for p in filled if p not in called] or filled
    executable = [p for p in free if p in parts.executable]
    if not free:
        refuse(findings, None, "文件里没有任何流程", "there is no process in the files")
        return None
    main = (executable or free)[0]
    if not parts.processes[main].nodes:
        note = Text(f"{main}：没有任何环节，一开始就结束。", f"{main}: has no elements; a case ends as it begins.")
        findings.append(Finding("processes", main, "warning", note))
    for other in parts.processes.values():
        _not_run(other, main, called, findings)
    if main not in parts.executable:
        note = Text(
            f"{main}：没有标为可执行，按可执行读入。", f"{main}: is not marked as executable; it is read as if it were."
        )
        findings.append(Finding("executable", main, "note", note))
    return main


def _not_run(other: Process, main: str, called: set[str], findings: list[Finding]) -> None:
    if other.id == main or other.id in called:
        return
    name = f"{other.name.zh}（{other.id}）" if other.name.zh != other.id else other.id
    what = (
        ("不是所运行的流程", "is not the process that is run") if other.nodes else ("没有任何环节", "has no elements")
    )
    note = Text(f"{name}：{what[0]}，只保留。", f"{name}: {what[1]}; it is only kept.")
    findings.append(Finding("processes", other.id, "note", note))
