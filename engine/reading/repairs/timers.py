"""Timers: expressions of other engines in FEEL, cron where it says the same thing; else a person says when."""

import re

from engine.reading.expressions import read_cycle
from engine.reading.repairs.expressions import NoFeel, is_foreign, to_feel
from engine.reading.repairs.tree import CATCHES, Book, as_message, definitions, event_of
from engine.reading.xml import Node, local

CODE = "timers"
_DAILY = re.compile(r"0 (\d{1,2}) (\d{1,2}) (?:\* \* \?|\? \* \*|\* \* \*)")
_CRON = re.compile(r"[\d*/,\-?LW#A-Z]+(?: [\d*/,\-?LW#A-Z]+){4,6}")


def apply(book: Book) -> None:
    for node in book.nodes(*CATCHES):
        if event_of(node) == "timer" and len(definitions(node)) == 1:
            _timer(book, node, definitions(node)[0])


def _timer(book: Book, node: Node, definition: Node) -> None:
    times = [c for c in definition if local(c) in ("timeDate", "timeDuration", "timeCycle")]
    stated = next((c for c in times if (c.text or "").strip()), None)
    if sum(1 for c in times if (c.text or "").strip()) > 1:
        _by_hand(book, node, "写了不止一个时间", "states more than one time")
        return
    if stated is None:
        _by_hand(book, node, "没有写时间", "states no time")
        return
    text = (stated.text or "").strip().strip("\"'").strip()
    if is_foreign(text):
        try:
            stated.text = "= " + to_feel(book, text)
        except NoFeel as error:
            _by_hand(
                book,
                node,
                f"时间 {text} 看不懂：{error.reason.zh}",
                f"the time {text!r} is not understood: {error.reason.en}",
                text,
            )
            return
        book.note(CODE, node, f"时间 {text} 改写为 {stated.text}", f"the time {text!r} became {stated.text}")
    elif text.isidentifier() and not text.startswith(("P", "R")):
        stated.text = f"= {text}"
        book.warn(
            CODE,
            node,
            f"时间取自 {text} 的值；没有值就不触发",
            f"its time is the value of {text}; without one it does not fire",
            text,
        )
    elif local(stated) == "timeDuration" and _is_cycle(text):
        definition.replace(stated, _as(stated, "timeCycle", text))
        book.note(CODE, node, f"{text} 是周期，按周期执行", f"{text} is a cycle and is read as one")
    elif _CRON.fullmatch(text):
        _cron(book, node, stated, text)


def _cron(book: Book, node: Node, stated: Node, text: str) -> None:
    daily = _DAILY.fullmatch(text)
    if daily and int(daily[1]) < 60 and int(daily[2]) < 24 and local(stated) == "timeCycle":
        at = f'time("{int(daily[2]):02}:{int(daily[1]):02}:00")'
        today, tomorrow = f"date and time(today(), {at})", f'date and time(today() + duration("P1D"), {at})'
        stated.text = f"= if now() < {today} then {today} else {tomorrow}"
        book.note(
            CODE,
            node,
            f"cron {text}：每天 {int(daily[2])}:{daily[1]:0>2}",
            f"cron {text!r}: every day at {int(daily[2])}:{daily[1]:0>2}",
        )
    else:
        _by_hand(book, node, f"cron {text} 没有等同的写法", f"cron {text!r} has no exact equivalent", text)


def _by_hand(book: Book, node: Node, zh: str, en: str, source: str = "") -> None:
    parent = node.getparent()
    if local(node) == "startEvent" and parent is not None and local(parent) == "process":
        for definition in definitions(node):
            node.remove(definition)
        book.warn(CODE, node, f"定时{zh}，由人发起", f"the timer {en}; a person starts the case", source)
        return
    name = as_message(book, node)
    book.warn(
        CODE,
        node,
        f"定时{zh}，由人以消息“{name}”告知时间已到",
        f"the timer {en}; a person says when by the message {name!r}",
        source,
    )


def _is_cycle(text: str) -> bool:
    try:
        read_cycle(text)
    except ValueError:
        return False
    return True


def _as(node: Node, name: str, text: str) -> Node:
    made = node.makeelement(str(node.tag).replace("timeDuration", name))
    made.text = text
    return made
