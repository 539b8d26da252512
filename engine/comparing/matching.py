"""Which element of the old model is which of the new one."""

from collections import Counter

from engine.reading.model import Element, Model


def match(old: Model, new: Model) -> dict[str, str]:
    """Old ids to new ones: the same id and kind, else the same kind and name in the same lane where that is unique."""
    same = {id: id for id, e in old.elements.items() if id in new.elements and _alike(e, new.elements[id])}
    taken = set(same.values())
    left_old = {id: e for id, e in old.elements.items() if id not in same}
    left_new = {id: e for id, e in new.elements.items() if id not in taken}
    for trait in (_with_lane, _by_name):
        one, other = Counter(map(trait, left_old.values())), Counter(map(trait, left_new.values()))
        found = {trait(e): id for id, e in left_new.items() if e.name.zh and other[trait(e)] == 1}
        for id, e in list(left_old.items()):
            if one[trait(e)] == 1 and trait(e) in found:
                same[id] = found[trait(e)]
                del left_old[id], left_new[same[id]]
    return same


def _alike(old: Element, new: Element) -> bool:
    """Whether one id still means the same thing: a task may become a task of another kind, never a gateway."""
    return _family(old.kind) == _family(new.kind)


def _family(kind: str) -> str:
    if kind.lower().endswith(("task", "activity", "process", "transaction")):
        return "activity"
    return "gateway" if kind.endswith("Gateway") else kind


def _with_lane(e: Element) -> tuple[str, str, str | None]:
    return _family(e.kind), e.name.zh, e.post


def _by_name(e: Element) -> tuple[str, str]:
    return _family(e.kind), e.name.zh
