"""How often: the collections of other engines, and multi-instances that do not say how often."""

import re
from decimal import Decimal

from engine.reading.asking import asked_name
from engine.reading.bpmn import MAXIMUM
from engine.reading.repairs.expressions import NoFeel, to_feel, wrong_constant
from engine.reading.repairs.mappings import hand_on
from engine.reading.repairs.tree import Book, child, drop, extensions, make, said, say, text_of, unset, vendor
from engine.reading.xml import BPMN, Node, tag

CODE = "repetition"
_HANDED_UP = "handed_up"
"""What a value worked out of those of an instance is called in it."""


def apply(book: Book) -> None:
    for node in book.nodes():
        multi = child(node, "multiInstanceLoopCharacteristics")
        loop = child(node, "standardLoopCharacteristics")
        _quantities(book, node)
        if multi is not None and loop is not None:
            drop(loop)
            book.warn(
                CODE,
                node,
                "既是多实例又是循环，按多实例办理，不循环",
                "it is both a multi-instance and a loop; it is done as a multi-instance, once",
            )
        if multi is not None:
            _multi(book, node, multi)
        elif loop is not None:
            _loop(book, node, loop)


def _quantities(book: Book, node: Node) -> None:
    """BPMN 2.0, table 10.3: how many tokens a step gathers before it begins, and how many it gives."""
    for name, zh, en in (
        (
            "startQuantity",
            "不凑齐几个才开始，来一个办一次",
            "it is done for each token that comes, not for so many together",
        ),
        ("completionQuantity", "办完只往下走一次", "it goes on once when it is done"),
    ):
        value = (node.get(name) or "1").strip()
        if value != "1":
            book.warn(CODE, node, f"{name}“{value}”不起作用：{zh}", f"{name} {value!r} has no effect: {en}")


def _multi(book: Book, node: Node, multi: Node) -> None:
    if multi.get("behavior", "All") != "All":
        zh = f"各个实例办完时不抛出事件（behavior={multi.get('behavior')}）"
        en = f"no event is thrown when single instances are done (behavior={multi.get('behavior')})"
        book.warn(CODE, node, zh, en)
    _collection(book, node, multi)
    unread: tuple[str, NoFeel] | None = None
    for name in ("loopCardinality", "completionCondition"):
        part = child(multi, name)
        if part is None or not (part.text or "").strip():
            continue
        try:
            feel = to_feel(book, part.text or "", part.get("language"))
        except NoFeel as error:
            drop(part)
            if name == "loopCardinality":
                unread = (part.text or "").strip(), error
            else:
                book.warn(
                    CODE,
                    node,
                    f"多实例的结束条件看不懂，全部办完才结束：{error.reason.zh}",
                    f"its completion condition is not understood; all instances are done: {error.reason.en}",
                    part.text or "",
                )
            continue
        if feel != (part.text or "").strip():
            book.note(
                CODE, node, f"{(part.text or '').strip()} 改写为 {feel}", f"{(part.text or '').strip()!r} became {feel}"
            )
        part.text = feel
        wrong = wrong_constant(feel, Decimal) if name == "loopCardinality" else None
        if wrong is not None:
            book.refuse(
                CODE,
                node,
                f"多实例的次数 {feel} 不是数：{wrong.zh}",
                f"{feel} is no number of instances: {wrong.en}",
                feel,
            )
        unset(part, "language")
    if text_of(multi, "loopCardinality") and (said(node, "collection") or text_of(multi, "loopDataInputRef")):
        book.warn(
            CODE,
            node,
            "多实例既写了次数又写了集合，按集合逐项办理",
            "it states both a number and a collection; it is done for each of the collection",
        )
    if not (said(node, "collection") or text_of(multi, "loopCardinality") or text_of(multi, "loopDataInputRef")):
        _ask_how_often(book, node, multi, *(unread or ("", None)))


def _collection(book: Book, node: Node, multi: Node) -> None:
    zeebe = next(iter(extensions(multi, "loopCharacteristics")), None)
    collection = vendor(multi, "collection") or (zeebe.get("inputCollection") or "" if zeebe is not None else "")
    item = vendor(multi, "elementVariable") or (zeebe.get("inputElement") or "" if zeebe is not None else "")
    if not collection or said(node, "collection"):
        return
    try:
        feel = to_feel(book, collection)
    except NoFeel:
        return
    say(node, "collection", feel)
    if item and item.isidentifier():
        say(node, "item", item)
    results = zeebe.get("outputCollection") if zeebe is not None else None
    if results:
        say(node, "results", results)
        _handed_up(book, node, multi, (zeebe.get("outputElement") or "").strip() if zeebe is not None else "")
    book.note(CODE, node, f"逐项办理 {feel}", f"is done for each of {feel}")


def _handed_up(book: Book, node: Node, multi: Node, said: str) -> None:
    """Of each instance one value, by its name or worked out of its values; or all of them."""
    name = said.removeprefix("=").strip()
    if not name:
        return
    if not name.isidentifier():
        try:
            hand_on(node, _HANDED_UP, to_feel(book, said))
        except NoFeel as error:
            zh, en = (
                f"每个实例交出它的全部值：{error.reason.zh}",
                f"each instance hands up all its values: {error.reason.en}",
            )
            book.warn(CODE, node, zh, en, said)
            return
    make(multi, "outputDataItem", id=name if name.isidentifier() else _HANDED_UP)


def _ask_how_often(book: Book, node: Node, multi: Node, source: str, unread: NoFeel | None) -> None:
    """A person says how often, in a step before; nothing is guessed."""
    parent, id = node.getparent(), node.get("id") or ""
    if parent is None:
        return
    cardinality = child(multi, "loopCardinality")
    if cardinality is not None:
        drop(cardinality)
    name = f"{' '.join((node.get('name') or id).split())}：办几次"
    step = make(parent, "userTask", id=book.fresh(f"{id}_number"), name=name)
    say(step, "asks", "number")
    say(step, "en", "how often?")
    for flow in book.incoming().get(id, []):
        flow.set("targetRef", step.get("id") or "")
    make(parent, "sequenceFlow", id=book.fresh(f"{id}_number_flow"), sourceRef=step.get("id") or "", targetRef=id)
    number = tag(BPMN, "loopCardinality")
    multi.insert(0, multi.makeelement(number))
    multi[0].text = asked_name(step.get("id") or "")
    zh, en = (f"（{unread.reason.zh}）", f" ({unread.reason.en})") if unread else ("", "")
    book.warn(
        CODE,
        node,
        f"多实例没有写可用的次数或集合{zh}，由人先写办几次",
        f"it states no usable number or collection{en}; a person says first how often",
        source,
    )


def _loop(book: Book, node: Node, loop: Node) -> None:
    condition = child(loop, "loopCondition")
    if condition is not None and (condition.text or "").strip():
        try:
            feel = to_feel(book, condition.text or "", condition.get("language"))
            if feel != (condition.text or "").strip():
                book.note(
                    CODE,
                    node,
                    f"循环条件 {(condition.text or '').strip()} 改写为 {feel}",
                    f"the loop's condition {(condition.text or '').strip()!r} became {feel}",
                )
            condition.text = feel
            unset(condition, "language")
            return
        except NoFeel as error:
            book.refuse(
                CODE,
                node,
                f"循环条件看不懂：{error.reason.zh}",
                f"the loop's condition is not understood: {error.reason.en}",
                condition.text or "",
            )
            return
    if not re.fullmatch(MAXIMUM, (loop.get("loopMaximum") or "").strip()):
        drop(loop)
        book.warn(
            CODE,
            node,
            "循环没有条件也没有次数上限，只办一次",
            "the loop has neither a condition nor a maximum; it is done once",
        )
