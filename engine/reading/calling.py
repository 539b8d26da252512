"""Category flows: flows of their own that item flows call (类别流程), and what a call says for the steps in it."""

from collections.abc import Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from engine.errors import EngineError, Finding, ModelRefused
from engine.reading.bpmn import HUMAN, Parts, refuse
from engine.reading.model import Element
from engine.reading.xml import BPMN, parse, tag
from engine.text import Text


def with_category_flows(files: Mapping[str, bytes], library: Mapping[str, Mapping[str, bytes]]) -> dict[str, bytes]:
    """The files of a bundle with those of every category flow that it calls, and that these call in turn.

    ``library``: the files of each category flow by its name; its ``flow.bpmn`` is ``<name>.bpmn`` in the bundle. A form
    that the bundle itself has under the same name is kept: that is how a power asks more in a category flow's step.
    Raises ModelRefused where another kind of file has a name that is taken.
    """
    whole = dict(files)
    names = {process: name for name, flow in library.items() for process in _said(flow)[0]}
    brought: set[str] = set()
    while wanted := _lacking(whole, names) - brought:
        for name in sorted(wanted):
            brought.add(name)
            for file, content in library[name].items():
                known = f"{name}.bpmn" if file == "flow.bpmn" else file
                if known not in whole:
                    whole[known] = content
                elif not known.endswith(".json"):
                    raise ModelRefused([_taken(known)])
    return whole


def settle(parts: Parts) -> None:
    """Fill in what the steps of called flows leave to their callers: post, limit, stage, and who must be another.

    In a category flow (``daylight:reusable``) a lane may be the caller's (``<daylight:post caller="true"/>``): its
    steps are for the post in whose lane the call stands; any other post is of the authority in whose lane it stands.
    A step without limit or public stage has the call's; while it is open the case may be merged where the call
    says so.
    ``daylight:separate`` of a call holds for each officer's step in it; one that names a call names each step in it.
    """
    own: dict[str, list[str]] = {process: [] for process in parts.processes}
    calls: dict[str, list[str]] = {process: [] for process in parts.processes}  # the calls of each, wherever they stand
    for e in parts.elements.values():
        own[e.process_id].append(e.id)
        if called_by(e) in calls:
            calls[called_by(e)].append(e.id)
    for process in _callers_first(parts, calls):
        if calls[process] and parts.processes[process].reusable:
            _settle(parts, process, own[process], [parts.elements[id] for id in calls[process]])
    named = {id for e in parts.elements.values() for id in e.separate_from if id in parts.elements}
    inside = {id: _steps(parts, own, c) for id in named if (c := called_by(parts.elements[id])) in own}
    for e in list(parts.elements.values()):
        if any(id in inside for id in e.separate_from):
            steps = dict.fromkeys(s for id in e.separate_from for s in inside.get(id, [id]))
            parts.elements[e.id] = replace(e, separate_from=tuple(steps))


def called_by(e: Element) -> str:
    """The id of the process that a call activity calls; empty for anything else."""
    return (e.called or "").split(":")[-1]


def _callers_first(parts: Parts, calls: Mapping[str, list[str]]) -> list[str]:
    """The processes, each after those that call it: what a call says reaches what is called in turn."""
    callers = {process: {parts.elements[id].process_id for id in ids} for process, ids in calls.items()}
    try:
        return list(TopologicalSorter(callers).static_order())
    except CycleError:
        return []  # a process that calls itself is refused


def _taken(file: str) -> Finding:
    text = Text(f"{file}：与类别流程的文件重名。", f"{file}: a category flow has a file of this name.")
    return Finding("file", file, "error", text)


def _settle(parts: Parts, process: str, own: list[str], callers: list[Element]) -> None:
    lanes = {lane.id for lane in parts.lanes if lane.process_id == process and lane.of_caller}
    posts = {(c.authority, c.post) for c in callers}
    if lanes and len(posts) > 1:
        said = "、".join(sorted(f"{c.name.zh or c.id}" for c in callers))
        refuse(
            parts.findings,
            process,
            f"从不同岗位的泳道调用（{said}），不知道由谁办",
            f"is called from the lanes of different posts ({said}): whose are its steps",
        )
        return
    caller = callers[0]
    apart = tuple(dict.fromkeys(id for c in callers for id in c.separate_from))
    for id in own:
        e = parts.elements[id]
        theirs = e.lane in lanes
        parts.elements[id] = replace(
            e,
            authority=caller.authority if theirs else e.authority or caller.authority,
            post=caller.post if theirs else e.post,
            limit=e.limit or (caller.limit if _takes_time(e) else None),
            stage=e.stage if e.stage.zh else caller.stage,
            mergeable=e.mergeable or (caller.mergeable and e.kind in HUMAN),
            separate_from=tuple(dict.fromkeys((*e.separate_from, *apart)))
            if (e.kind in HUMAN and not e.is_party) or e.called
            else e.separate_from,
        )
    around = next((lane for lane in parts.lanes if lane.id == caller.lane), None)
    if around is not None:
        parts.lanes = [
            replace(lane, name=around.name, authority=around.authority, post=around.post) if lane.id in lanes else lane
            for lane in parts.lanes
        ]


def _takes_time(e: Element) -> bool:
    return e.kind in HUMAN or e.kind in ("callActivity", "intermediateCatchEvent")


def _steps(parts: Parts, own: Mapping[str, list[str]], process: str) -> list[str]:
    """The officers' steps of a called flow and of what it calls."""
    found: list[str] = []
    reached, todo = {process}, [process]
    while todo:
        for e in (parts.elements[id] for id in own[todo.pop()]):
            if e.kind in HUMAN and not e.is_party:
                found.append(e.id)
            elif (called := called_by(e)) in own and called not in reached:
                reached.add(called)
                todo.append(called)
    return found


def _said(files: Mapping[str, bytes]) -> tuple[set[str], set[str]]:
    """The ids of the processes in the files, and of those they call; a file that cannot be read says nothing."""
    processes: set[str] = set()
    called: set[str] = set()
    for name, content in files.items():
        if not name.endswith(".bpmn"):
            continue
        try:
            root = parse(content, name)
        except EngineError:
            continue  # told when the bundle is read
        processes |= {node.get("id") or "" for node in root.iter(tag(BPMN, "process"))}
        called |= {(node.get("calledElement") or "").split(":")[-1] for node in root.iter(tag(BPMN, "callActivity"))}
    return processes, called


def _lacking(files: Mapping[str, bytes], names: Mapping[str, str]) -> set[str]:
    processes, called = _said(files)
    return {names[process] for process in called - processes if process in names}
