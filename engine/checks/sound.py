"""`soundness`: every case can end, nothing waits in vain or is done twice by accident, everything is reached."""

from collections.abc import Iterator

from engine.checks.soundness import Space, explore
from engine.checks.soundness.net import JOINS
from engine.checks.subject import SHOWN, Subject
from engine.errors import Finding
from engine.reading.model import RAISED
from engine.text import Text

NAME = "soundness"


def check(subject: Subject) -> Iterator[Finding]:
    """Deadlock and endless rounds are errors; the rest are errors in the flow of a power, else warnings.

    ``Finding.path`` is a way there: elements and flows in the order in which a case passes them.
    """
    space = explore(subject.model, subject.rules.most_work)
    severity = "error" if subject.power else "warning"
    yield from _stuck(subject, space)
    yield from _endless(subject, space)
    yield from _multiplied(subject, space, severity)
    yield from _dead(subject, space, severity)
    if not space.complete:
        text = Text(
            f"查看了 {space.size} 种状态仍未穷尽，以上之外不能断定。",
            f"Not decided: {space.size} states were looked at and there are more; nothing is said beyond the above.",
        )
        mend = Text("把流程拆成子流程或调用活动，再分别检查。", "Split the flow into called processes and check each.")
        yield subject.finding(NAME, subject.model.process_id, "warning", text, mend)


def _stuck(subject: Subject, space: Space) -> Iterator[Finding]:
    for id, marking in list(space.stuck.items())[:SHOWN]:
        path = space.path_to(marking)
        way = subject.way(path)
        text = Text(
            f"会一直等下去（死锁）：要汇合的流向不会全部到来。例如：{way.zh}。",
            f"can wait for ever (deadlock): not all the flows it joins can come. For example: {way.en}.",
        )
        mend = Text(
            "让汇合与分支配对：排他分支用排他合并，并行分支用并行汇合，或改用包容汇合。",
            "Match the join with the split: exclusive with exclusive, parallel with parallel, or join inclusively.",
        )
        if subject.model.elements[id].kind not in JOINS:
            text = Text(
                "会一直等下去（死锁）：没有什么会来。", "waits for ever (deadlock): there is nothing that could come."
            )
            mend = Text("写上等的是什么。", "Say what it waits for.")
        yield subject.finding(NAME, id, "error", text, mend, path)


def _endless(subject: Subject, space: Space) -> Iterator[Finding]:
    found = space.turning or space.endless
    if found is None:
        return
    marking, more = found
    path = space.path_to(marking, more if space.turning else ())
    at = next((id for id in reversed(more) if id in subject.model.elements), subject.model.process_id)
    text = Text(
        f"从这里起办件再也不能结束。经过：{subject.way(path).zh}。",
        f"from here the case can never end. By way of: {subject.way(path).en}.",
    )
    mend = Text("给循环加一条通向结束的出口。", "Give the loop a way out that leads to an end.")
    yield subject.finding(NAME, at, "error", text, mend, path)


def _multiplied(subject: Subject, space: Space, severity: str) -> Iterator[Finding]:
    for id, (marking, trail, ends) in list(space.multiplied.items())[:SHOWN]:
        path = space.path_to(marking, trail)
        way = subject.way(path)
        if ends:
            text = Text(
                f"同一个结束会到达两次（结束不当）：并行的分支没有汇合。例如：{way.zh}。",
                f"this end is reached twice (improper completion): parallel branches are not joined: {way.en}.",
            )
        else:
            text = Text(
                f"会同时办两次（缺少同步）：并行的分支到这里没有汇合。例如：{way.zh}。",
                f"is done twice at a time (lack of synchronisation), as parallel branches are not joined: {way.en}.",
            )
        mend = Text("在它前面加一个并行汇合。", "Put a parallel join before it.")
        yield subject.finding(NAME, id, severity, text, mend, path)


def _dead(subject: Subject, space: Space, severity: str) -> Iterator[Finding]:
    dead = set(space.dead)
    dead -= {
        e.parent for id, e in subject.model.elements.items() if id not in dead
    }  # it begins, and never ends by itself
    said = {f.element for f in subject.model.report if f.check == "unreachable"}
    for id in sorted(dead - said - space.stuck.keys())[: SHOWN * 5]:
        e = subject.model.elements[id]
        before = {subject.model.flows[f].source for f in e.incoming} | {e.attached_to, e.parent}
        if e.kind != "boundaryEvent" and before & dead:
            continue  # its cause is told of what comes before
        text = Text("任何情况下都不会到达。", "no case ever comes here.")
        if e.kind == "boundaryEvent" and e.event in RAISED:
            text = Text("里面没有什么会引发它，永远不会发生。", "nothing inside raises it; it never happens.")
        mend = Text("删除它，或者补上通向它的路径。", "Remove it, or add a way that leads to it.")
        yield subject.finding(NAME, id, severity, text, mend)
