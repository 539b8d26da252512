"""Scripts: assignments are worked out in FEEL; any other script is a step that a person does."""

import re

from engine.feel import compile_feel
from engine.reading.repairs.expressions import NoFeel, to_feel
from engine.reading.repairs.tree import Book, as_step, child, extensions, make, said, say, text_of, unset, vendor
from engine.reading.xml import Node
from engine.text import Text

CODE = "scripts"
_ASSIGNS = re.compile(r"(?:(?:var|let|const|def)\s+)?(?P<name>[^\W\d]\w*)\s*=(?!=)\s*(?P<value>[^=].*?);?", re.DOTALL)
_CHANGES = re.compile(r"(?P<name>[^\W\d]\w*)\s*(?P<sign>[-+*/])=\s*(?P<value>[^=].*?);?", re.DOTALL)
_SETS = re.compile(r"""execution\.setVariable\(\s*(['"])(?P<name>[^\W\d]\w*)\1\s*,(?P<value>.*)\)\s*;?""", re.DOTALL)
_SEVERAL = re.compile(r"(?P<names>[^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)+)\s*=(?!=)\s*(?P<values>[^=].*)", re.DOTALL)
_PIECES = r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|(?P<remark>{}[^\n]*)|(?P<sign>[\[({{\])}},;\n])|."""
_SPLIT = {remark: re.compile(_PIECES.format(remark), re.DOTALL) for remark in ("#", "//")}
_TWICE = Text("一个名称赋值两次", "a name is assigned twice")
_AT_ONCE = Text("同时赋的值彼此相关", "what is assigned at once depends on one another")


def apply(book: Book) -> None:
    for node in book.nodes("scriptTask"):
        zeebe = next(iter(extensions(node, "script")), None)
        if zeebe is not None and zeebe.get("expression"):
            _put(book, node, zeebe.get("resultVariable") or "", zeebe.get("expression") or "", "feel")
            continue
        language = (node.get("scriptFormat") or "").strip().lower()
        text = text_of(node, "script")
        if not text:
            _step(book, node, "没有脚本", "has no script")
        elif "feel" in language or (not language and said(node, "result")):
            continue
        else:
            _foreign(book, node, text, language)


def _foreign(book: Book, node: Node, text: str, language: str) -> None:
    if not language and text.startswith(("{", "=")):
        return  # a FEEL context
    statements = statements_of(text, language)
    alone = statements[0] if len(statements) == 1 else ""
    changed = _CHANGES.fullmatch(alone)
    found = _SETS.fullmatch(alone) or _ASSIGNS.fullmatch(alone)
    if changed:
        name = changed["name"]
        _put(book, node, name, f"{name} {changed['sign']} ({changed['value']})", language)
    elif found:
        _put(book, node, found["name"], found["value"], language)
    elif assigned := assignments(statements):
        _put_all(book, node, assigned, language)
    elif vendor(node, "resultVariable", "resultVariableName"):
        _put(book, node, vendor(node, "resultVariable", "resultVariableName"), text, language)
    else:
        shown = language or "—"
        _step(
            book,
            node,
            f"脚本（{shown}）不能执行",
            f"its script ({language or 'no language stated'}) cannot be executed",
            text,
        )


def statements_of(text: str, language: str) -> list[str]:
    return _pieces(text, ";\n", "#" if language in ("", "python", "py") else "//")


def _pieces(text: str, separators: str, remark: str = "#") -> list[str]:
    """The parts between the separators that stand outside of texts and brackets, without remarks."""
    parts, depth = [""], 0
    for found in _SPLIT[remark].finditer(text):
        sign = found["sign"] or ""
        depth += (sign in "[({") - (sign in "])}") if sign else 0
        if sign and sign in separators and depth == 0:
            parts.append("")
        elif not found["remark"]:
            parts[-1] += found[0]
    return [part.strip() for part in parts if part.strip()]


def assignments(statements: list[str]) -> list[list[tuple[str, str]]]:
    """Of each statement what it assigns; nothing at all where one of them does anything else."""
    found: list[list[tuple[str, str]]] = []
    for statement in statements:
        if changed := _CHANGES.fullmatch(statement):
            name = changed["name"]
            found.append([(name, f"{name} {changed['sign']} ({changed['value']})")])
        elif one := _SETS.fullmatch(statement) or _ASSIGNS.fullmatch(statement):
            found.append([(one["name"], one["value"])])
        elif several := _SEVERAL.fullmatch(statement):
            names, values = _pieces(several["names"], ","), _pieces(several["values"], ",")
            if len(names) != len(values):
                return []
            found.append(list(zip(names, values, strict=True)))
        else:
            return []
    return found


def _put_all(book: Book, node: Node, assigned: list[list[tuple[str, str]]], language: str) -> None:
    """One FEEL context: its entries are worked out in order, each from those before it."""
    entries: dict[str, str] = {}
    try:
        for together in assigned:
            names = {name for name, _ in together}
            for name, value in together:
                if name in entries:
                    raise NoFeel(_TWICE)
                entries[name] = to_feel(book, value, language)
                if len(names) > 1 and names.intersection(compile_feel(entries[name]).names):
                    raise NoFeel(_AT_ONCE)
    except NoFeel as error:
        source = "; ".join(f"{name} = {value}" for together in assigned for name, value in together)
        _step(book, node, f"脚本看不懂：{error.reason.zh}", f"its script is not understood: {error.reason.en}", source)
        return
    _write(book, node, "", "{" + ", ".join(f"{name}: {value}" for name, value in entries.items()) + "}")


def _put(book: Book, node: Node, result: str, text: str, language: str) -> None:
    try:
        feel = to_feel(book, text, language)
    except NoFeel as error:
        _step(book, node, f"脚本看不懂：{error.reason.zh}", f"its script is not understood: {error.reason.en}", text)
        return
    _write(book, node, result, feel)


def _write(book: Book, node: Node, result: str, feel: str) -> None:
    script = child(node, "script")
    script = make(node, "script") if script is None else script
    script.text = feel
    unset(node, "scriptFormat")
    if result:
        say(node, "result", result)
    shown = f"{result} = {feel}" if result else feel
    book.note(CODE, node, f"脚本改写为 {shown}", f"its script became {shown}")


def _step(book: Book, node: Node, zh: str, en: str, source: str = "") -> None:
    as_step(node, "脚本任务")
    book.warn(CODE, node, f"{zh}，改由人办理", f"{en}; a person does it", source)
