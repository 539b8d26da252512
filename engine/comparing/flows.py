"""The ways between the steps: new, gone, leading elsewhere, under another condition."""

from collections.abc import Iterator, Mapping

from engine.comparing.changes import Change, changed
from engine.comparing.naming import called
from engine.comparing.values import shown, yes_no
from engine.reading.model import Flow, Model
from engine.text import Text


def flow_changes(old: Model, new: Model, same: Mapping[str, str]) -> Iterator[Change]:
    """Ways that lead to or from an added or removed element are told with that element, not here."""
    kept_old, kept_new = set(same), set(same.values())
    pairs = _pairs(old, new, same)
    for was, now in pairs.items():
        yield from _changed(old, new, old.flows[was], new.flows[now], same)
    for flow in new.flows.values():
        if flow.id not in pairs.values() and {flow.source, flow.target} <= kept_new:
            yield _one("added", Text("增加流向", "Added the way"), new, flow)
    for flow in old.flows.values():
        if flow.id not in pairs and {flow.source, flow.target} <= kept_old and not _still_linked(old, new, flow, same):
            yield _one("removed", Text("删去流向", "Removed the way"), old, flow)


def _pairs(old: Model, new: Model, same: Mapping[str, str]) -> dict[str, str]:
    """Flows by id and by where they lead from and to; by the ends alone; by the id alone."""
    now = {f.id: (f.source, f.target) for f in new.flows.values()}
    was = {f.id: (same.get(f.source, ""), same.get(f.target, "")) for f in old.flows.values()}
    pairs = {id: id for id, ends in was.items() if now.get(id) == ends}
    free = {ends: id for id, ends in now.items() if id not in pairs}
    for id, ends in was.items():
        if id not in pairs and ends in free:
            pairs[id] = free.pop(ends)
    taken = set(pairs.values())
    return pairs | {id: id for id in was if id not in pairs and id in now and id not in taken}


def _changed(old: Model, new: Model, was: Flow, now: Flow, same: Mapping[str, str]) -> Iterator[Change]:
    of = _way(new, now)
    if (same.get(was.source), same.get(was.target)) != (now.source, now.target):
        ends = {was.source, was.target} <= set(same) and {now.source, now.target} <= set(same.values())
        if ends:
            yield changed("order", now.id, Text("流向", "the way"), Text("", "it"), _way(old, was), of)
    if shown(was.condition) != shown(now.condition):
        what = Text("条件", "the condition")
        yield changed("condition", now.id, of, what, shown(was.condition), shown(now.condition))
    if was.name != now.name:
        yield changed("name", now.id, of, Text("标注", "its label"), was.name, now.name)
    if _is_default(old, was) != _is_default(new, now):
        before, after = yes_no(_is_default(old, was)), yes_no(_is_default(new, now))
        yield changed("default", now.id, of, Text("默认流向", "being the default"), before, after)


def _still_linked(old: Model, new: Model, flow: Flow, same: Mapping[str, str]) -> bool:
    """Whether the way now leads through elements that are new: that is told with them."""
    target, added = same[flow.target], set(new.elements) - set(same.values())
    ahead, seen = [same[flow.source]], set()
    while ahead:
        for id in new.elements[ahead.pop()].outgoing:
            step = new.flows[id].target
            if step in added and step not in seen:
                seen.add(step)
                ahead.append(step)
                if any(new.flows[f].target == target for f in new.elements[step].outgoing):
                    return True
    return False


def _one(kind: str, verb: Text, model: Model, flow: Flow) -> Change:
    way, condition = _way(model, flow), shown(flow.condition)
    zh, en = f"{verb.zh}：{way.zh}", f"{verb.en} {way.en}"
    if condition.zh:
        zh, en = f"{zh}，条件 {condition.zh}", f"{en}, when {condition.zh}"
    return Change(kind, "order", flow.id, Text(f"{zh}。", f"{en}."))


def _way(model: Model, flow: Flow) -> Text:
    source, target = called(model, flow.source), called(model, flow.target)
    return Text(f"{source.zh}到{target.zh}", f"from {source.en} to {target.en}")


def _is_default(model: Model, flow: Flow) -> bool:
    return model.elements[flow.source].default == flow.id
