"""Scripts: an assignment is worked out in FEEL; any other script is a step that a person does."""

import re

from engine.reading.repairs.expressions import NoFeel, to_feel
from engine.reading.repairs.tree import Book, as_step, child, extensions, make, said, say, text_of, unset, vendor
from engine.reading.xml import Node

CODE = "scripts"
_ASSIGNS = re.compile(r"(?:(?:var|let|const|def)\s+)?(?P<name>[^\W\d]\w*)\s*=(?!=)\s*(?P<value>[^=].*?);?", re.DOTALL)
_CHANGES = re.compile(r"(?P<name>[^\W\d]\w*)\s*(?P<sign>[-+*/])=\s*(?P<value>[^=].*?);?", re.DOTALL)
_SETS = re.compile(r"""execution\.setVariable\(\s*(['"])(?P<name>[^\W\d]\w*)\1\s*,(?P<value>.*)\)\s*;?""", re.DOTALL)


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
    one_line = "\n" not in text.strip()
    changed = _CHANGES.fullmatch(text) if one_line else None
    found = _SETS.fullmatch(text) or _ASSIGNS.fullmatch(text) if one_line else None
    if changed:
        name = changed["name"]
        _put(book, node, name, f"{name} {changed['sign']} ({changed['value']})", language)
    elif found:
        _put(book, node, found["name"], found["value"], language)
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


def _put(book: Book, node: Node, result: str, text: str, language: str) -> None:
    try:
        feel = to_feel(book, text, language)
    except NoFeel as error:
        _step(book, node, f"脚本看不懂：{error.reason.zh}", f"its script is not understood: {error.reason.en}", text)
        return
    script = child(node, "script")
    script = make(node, "script") if script is None else script
    script.text = feel
    unset(node, "scriptFormat")
    if result:
        say(node, "result", result)
    book.note(CODE, node, f"脚本改写为 {result} = {feel}", f"its script became {result} = {feel}")


def _step(book: Book, node: Node, zh: str, en: str, source: str = "") -> None:
    as_step(node, "脚本任务")
    book.warn(CODE, node, f"{zh}，改由人办理", f"{en}; a person does it", source)
