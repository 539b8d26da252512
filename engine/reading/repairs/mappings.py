"""What other engines and BPMN itself say of the values that are handed to an activity or an event and from it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from engine.reading.bpmn import our
from engine.reading.repairs.expressions import NoFeel, is_foreign, to_feel
from engine.reading.repairs.scripts import assignments, statements_of
from engine.reading.repairs.tree import CATCHES, CONTAINERS, TASKS, Book, child, event_of, said, say, text_of
from engine.reading.xml import BPMN, DAYLIGHT, Node, local, namespace, tag
from engine.text import Text

CODE = "mappings"
ACTIVITIES = TASKS | CONTAINERS
_NAME = re.compile(r"[^\W\d]\w*")
_SCRIPTS = ("preScript", "postScript")
_REPEATED = ("multiInstance", "standard")
_MORE = Text("不只是赋值", "it is more than assignments")
_SAYING = frozenset({"script", "preScript", "postScript", "conditionExpression", "condition", "completionCondition"})
_RESULTS = frozenset({"result", "results", "resultVariable"})
_NO_NAME = Text("不是可用的名称", "it is no usable name")
_NO_VALUE = Text("没有可用的值", "it states no usable value")


@dataclass
class _Handed:
    inputs: list[tuple[str, str]] = field(default_factory=list)
    outputs: list[tuple[str, str]] = field(default_factory=list)
    only: bool = False
    filled: bool = False
    found: bool = False


def apply(book: Book) -> None:
    names = _Names(book)
    for process in book.processes():
        _process(book, process, names)
    for node in book.nodes():
        if our(node, "handed") is not None:
            continue
        handed = _Handed(found=any(reads(part, node) for part in [*node, *_extended(node)]))
        if local(node) in ACTIVITIES:
            _zeebe(book, node, handed)
            _parameters(book, node, handed)
            _called(book, node, handed)
            _before_and_after(book, node, handed)
            _declared(book, node, handed, names)
        elif _is_told(node):
            _zeebe(book, node, handed)
            _brought(book, node, handed, names)
        if handed.found:
            _write(book, node, handed)


def reads(part: Node, holder: Node) -> bool:
    """Whether a part of an element is read here, and need not be told as left aside."""
    kind, where = local(part), local(holder)
    if namespace(part) != BPMN:
        if kind in ("inputOutput", "ioMapping"):
            return where in ACTIVITIES or (kind == "ioMapping" and _is_told(holder))
        if kind in _SCRIPTS:
            return where in ACTIVITIES and all(child(holder, f"{how}LoopCharacteristics") is None for how in _REPEATED)
        return kind in ("in", "out") and where == "callActivity"
    if kind == "ioSpecification":
        return where in ACTIVITIES or where == "process"
    if kind in ("dataOutput", "outputSet"):
        return _is_told(holder)
    in_order = child(holder, "ioSpecification") is not None and where in ACTIVITIES
    return kind in ("dataInputAssociation", "dataOutputAssociation") and (in_order or _is_told(holder))


def _is_told(node: Node) -> bool:
    """Whether it is an event to which a message brings values."""
    return local(node) in CATCHES and event_of(node) == "message"


def _process(book: Book, process: Node, items: "_Names") -> None:
    """A called process hands up what it declares to give; what no expression speaks of is only drawn."""
    specification = child(process, "ioSpecification")
    if specification is None or said(process, "outputs"):
        return
    names = [items.of(n) for n in specification.iterfind(tag(BPMN, "dataOutput"))]
    if not items.said.issuperset(names):
        names = []
    if names:
        say(process, "outputs", ", ".join(names))
    zh, en = ("、".join(names), ", ".join(names)) if names else ("全部的值", "all its values")
    book.note(CODE, process, f"被调用时交回{zh}", f"hands up {en} when it is called")


def _zeebe(book: Book, node: Node, handed: _Handed) -> None:
    for part in _own(node, "ioMapping"):
        for each in part:
            if local(each) not in ("input", "output"):
                continue
            source, target = (each.get("source") or "").strip(), (each.get("target") or "").strip()
            text = source if source.startswith("=") else _quoted(source)
            _add(book, node, handed, local(each) == "output", target, text)
    handed.only = bool(handed.outputs)
    for part in _own(node, "calledElement"):
        if part.get("propagateAllChildVariables") == "false":
            handed.only = handed.found = True
    if local(node) not in ACTIVITIES:
        handed.inputs.clear()


def _parameters(book: Book, node: Node, handed: _Handed) -> None:
    """Camunda's: the outputs go on besides all else that was filled in."""
    for part in _own(node, "inputOutput"):
        for each in part:
            if local(each) not in ("inputParameter", "outputParameter"):
                continue
            text = (each.text or "").strip()
            if len(each) or not text:
                _left_out(book, node, each.get("name") or "", _NO_VALUE, text)
                continue
            value = text if is_foreign(text) else _quoted(text)
            _add(book, node, handed, local(each) == "outputParameter", each.get("name") or "", value)


def _called(book: Book, node: Node, handed: _Handed) -> None:
    """What a call says in camunda's way: nothing else goes on, unless it says that all does."""
    if local(node) != "callActivity":
        return
    everything = False
    for part in (p for kind in ("in", "out") for p in _own(node, kind)):
        if part.get("businessKey") and not part.get("variables"):
            continue
        out = local(part) == "out"
        handed.only = True
        if part.get("variables") == "all":
            everything = everything or out
            continue
        source = part.get("source") or part.get("sourceExpression") or ""
        _add(book, node, handed, out, part.get("target") or "", source)
    if everything:
        handed.only = False


def _before_and_after(book: Book, node: Node, handed: _Handed) -> None:
    """SpiffWorkflow's scripts before and after a step: what they assign; its values go on with all the others."""
    before = list(handed.inputs)
    for part in [p for kind in _SCRIPTS for p in _own(node, kind) if reads(p, node)]:
        text, out = (part.text or "").strip(), local(part) == "postScript"
        assigned = assignments(statements_of(text, "python"))
        if text and not assigned:
            _left_out(book, node, local(part), _MORE, text)
        for name, value in (one for together in assigned for one in together):
            _add(book, node, handed, out, name, value)
        if not out:
            handed.outputs += [(name, name) for name, _ in handed.inputs if (name, _) not in before]


def _declared(book: Book, node: Node, handed: _Handed, names: "_Names") -> None:
    """BPMN's own, which is often only drawn: what nobody fills is not handed over, and what a person fills goes on."""
    specification = child(node, "ioSpecification")
    if specification is None:
        return
    multi = child(node, "multiInstanceLoopCharacteristics")
    gathered = [text_of(multi, f"loopData{way}Ref") if multi is not None else "" for way in ("Input", "Output")]
    for association in node.iterfind(tag(BPMN, "dataInputAssociation")):
        target = names.items.get(text_of(association, "targetRef"))
        for name, value in _flowing(association, names):
            if target is not None and target.get("id") == gathered[0]:
                say(node, "collection", value)
            elif target is not None and local(target) == "dataInput" and name != value:
                _add(book, node, handed, False, name, value)
    declared = {n.get("id") or "": names.of(n) for n in specification.iterfind(tag(BPMN, "dataOutput"))}
    for association in node.iterfind(tag(BPMN, "dataOutputAssociation")):
        source = text_of(association, "sourceRef")
        for name, value in _flowing(association, names):
            if source and source == gathered[1]:
                say(node, "results", name)
            else:
                _add(book, node, handed, True, name, value)
        declared.pop(source, None)
    declared.pop(gathered[1], None)
    handed.filled = True
    if local(node) == "callActivity":
        handed.outputs += [(name, name) for name in declared.values()]
        handed.only = handed.only or bool(handed.outputs)


def _brought(book: Book, node: Node, handed: _Handed, names: "_Names") -> None:
    """What comes with a message goes where the event's own associations lead."""
    for association in node.iterfind(tag(BPMN, "dataOutputAssociation")):
        for name, value in _flowing(association, names):
            _add(book, node, handed, True, name, value)
            handed.filled = True


def _flowing(association: Node, names: "_Names") -> Iterator[tuple[str, str]]:
    """Names with the expressions of what an association puts there."""
    source, target = text_of(association, "sourceRef"), text_of(association, "targetRef")
    assigned = list(association.iterfind(tag(BPMN, "assignment")))
    for assignment in assigned:
        to = text_of(assignment, "to") or target
        yield names.called(to), text_of(assignment, "from")
    if assigned or not target or not (source or text_of(association, "transformation")):
        return
    yield names.called(target), text_of(association, "transformation") or names.called(source)


class _Names:
    """What data items are called in expressions."""

    def __init__(self, book: Book) -> None:
        every = [n for root in book.roots.values() for n in root.iter(tag("*", "*"))]
        self.items = {n.get("id") or "": n for n in every if n.get("id") and namespace(n) == BPMN}
        texts = (n.text or "" for n in every if local(n) in _SAYING)
        self.said = {word for text in texts for word in _NAME.findall(text)}
        self.said |= {v for n in every for k, v in n.attrib.items() if etree.QName(k).localname in _RESULTS}
        self.said |= {field.name for form in book.forms.values() for field in form.fields}

    def of(self, item: Node) -> str:
        """Its name where that is one word, else its id; its id too where expressions speak of that."""
        name, id = item.get("name") or "", item.get("id") or ""
        return name if _NAME.fullmatch(name) and (id not in self.said or name in self.said) else id or name

    def called(self, reference: str) -> str:
        item = self.items.get(reference.split(":")[-1])
        if item is not None and local(item) == "dataObjectReference" and item.get("dataObjectRef") in self.items:
            item = self.items[item.get("dataObjectRef") or ""]
        return self.of(item) if item is not None else reference


def _own(node: Node, name: str) -> list[Node]:
    """The other tools' extension elements of that name, of the element itself and of no part of it."""
    return [e for e in _extended(node) if local(e) == name and namespace(e) not in (BPMN, DAYLIGHT)]


def _extended(node: Node) -> list[Node]:
    holder = child(node, "extensionElements")
    return list(holder) if holder is not None else []


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _add(book: Book, node: Node, handed: _Handed, out: bool, name: str, text: str) -> None:
    try:
        if not _NAME.fullmatch(name):
            raise NoFeel(_NO_NAME)
        if not text:
            raise NoFeel(_NO_VALUE)
        (handed.outputs if out else handed.inputs).append((name, to_feel(book, text)))
    except NoFeel as error:
        _left_out(book, node, name, error.reason, text)


def _left_out(book: Book, node: Node, name: str, reason: Text, text: str) -> None:
    book.warn(
        CODE,
        node,
        f"传入或传出的“{name}”不沿用：{reason.zh}",
        f"what is handed over as {name!r} is left out: {reason.en}",
        text,
    )


def hand_on(node: Node, name: str, value: str) -> None:
    """One more value that goes on from an activity."""
    etree.SubElement(_words(node), tag(DAYLIGHT, "output"), name=name, value=value)


def _words(node: Node) -> Node:
    """Our words of an element for what is handed over, made where there are none."""
    if (words := our(node, "handed")) is not None:
        return words
    holder = child(node, "extensionElements")
    if holder is None:
        holder = node.makeelement(tag(BPMN, "extensionElements"))
        documented = child(node, "documentation")
        node.insert(0 if documented is None else node.index(documented) + 1, holder)
    return etree.SubElement(holder, tag(DAYLIGHT, "handed"))


def _write(book: Book, node: Node, handed: _Handed) -> None:
    if not (handed.inputs or handed.outputs or handed.only):
        book.note(CODE, node, "没有传入传出的值", "hands no values over")
        return
    words = _words(node)
    for said_so, word in ((handed.only, "only"), (handed.filled, "filled")):
        if said_so:
            words.set(word, "true")
    for kind, values in (("input", handed.inputs), ("output", handed.outputs)):
        for name, value in values:
            etree.SubElement(words, tag(DAYLIGHT, kind), name=name, value=value)
    inputs, outputs = ("; ".join(f"{n} = {v}" for n, v in part) for part in (handed.inputs, handed.outputs))
    rest, rest_en = ("别的不传出", "nothing else goes on") if handed.only else ("其余照旧", "all else goes on")
    book.note(
        CODE,
        node,
        f"传入 {inputs or '—'}，传出 {outputs or '—'}；{rest}",
        f"handed in: {inputs or '-'}; handed on: {outputs or '-'}; {rest_en}",
    )
