"""A step of a case: load, complete, save; its cost by age; and the same step in bare SpiffWorkflow, in memory.

The model is a correction loop: a task with a boundary timer, a fork to two tasks, their join, and back.
"""

import json
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.util.task import TaskState

from engine import Calendar, Case, FixedClock, read_model

ROUNDS = (1, 100, 1000, 10_000)
SIGNERS = (10, 100, 1000)
CHAIN = 1000
REPEAT = 30
LOOP = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:bench">
<process id="Main" isExecutable="true">
<startEvent id="s"/><exclusiveGateway id="m"/><userTask id="T"/>
<boundaryEvent id="late" attachedToRef="T" cancelActivity="false">
<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="le"/>
<parallelGateway id="fork"/><userTask id="A"/><userTask id="B"/><parallelGateway id="join"/>
<exclusiveGateway id="x" default="out"/><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="m"/><sequenceFlow id="f2" sourceRef="m" targetRef="T"/>
<sequenceFlow id="f3" sourceRef="T" targetRef="fork"/><sequenceFlow id="f4" sourceRef="fork" targetRef="A"/>
<sequenceFlow id="f5" sourceRef="fork" targetRef="B"/><sequenceFlow id="f6" sourceRef="A" targetRef="join"/>
<sequenceFlow id="f7" sourceRef="B" targetRef="join"/><sequenceFlow id="f8" sourceRef="join" targetRef="x"/>
<sequenceFlow id="f9" sourceRef="late" targetRef="le"/><sequenceFlow id="out" sourceRef="x" targetRef="e"/>
<sequenceFlow id="again" sourceRef="x" targetRef="m">
<conditionExpression>{condition}</conditionExpression></sequenceFlow>
</process></definitions>"""
HEAD = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:daylight="urn:daylight:bpmn:1"
 targetNamespace="urn:bench"><process id="Main" isExecutable="true">"""
JOINT = (
    HEAD
    + """<startEvent id="s"/><userTask id="T" daylight:results="votes"><extensionElements>
<daylight:joint rule="all" agrees="ok" outcome="result"/></extensionElements><multiInstanceLoopCharacteristics>
<loopCardinality>{signers}</loopCardinality></multiInstanceLoopCharacteristics></userTask><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="T"/><sequenceFlow id="f2" sourceRef="T" targetRef="e"/>
</process></definitions>"""
)


def main() -> Iterator[dict[str, Any]]:
    """One record a figure; times are medians in milliseconds."""
    ours = dict(_ours())
    bare = dict(_bare(until=100))
    for round_, figures in ours.items():
        yield {
            "bench": "engine step",
            "round": round_,
            "load_complete_save_ms": figures[0],
            "complete_ms": figures[1],
            "state_bytes": figures[2],
            "to_round_1": round(figures[0] / ours[ROUNDS[0]][0], 2),
            "bare_complete_in_memory_ms": bare.get(round_),
            "to_bare": round(figures[0] / bare[round_], 2) if round_ in bare else None,
        }
    yield from _joint()
    yield _chain()


def _ours() -> Iterator[tuple[int, tuple[float, float, int]]]:
    """The ages are measured in turn, so that what else the machine does falls on all of them alike."""
    model = read_model(LOOP.format(duration="PT100H", condition="= again = true").encode())
    clock, calendar = FixedClock(datetime(2026, 3, 2, 1, tzinfo=UTC)), Calendar.china()
    case = Case.start(model, clock=clock, calendar=calendar, data={"again": True})
    blobs: dict[int, bytes] = {}
    for round_ in range(1, max(ROUNDS) + 1):
        if round_ in ROUNDS:
            blobs[round_] = case.to_bytes()
        for _ in range(3):
            case = Case.from_bytes(model, case.to_bytes(), values=case.values, clock=clock, calendar=calendar)
            case.complete(case.tasks[0].id, {}, by="x")
    whole: dict[int, list[float]] = {round_: [] for round_ in ROUNDS}
    alone: dict[int, list[float]] = {round_: [] for round_ in ROUNDS}
    for _ in range(REPEAT * 10):
        for round_, blob in blobs.items():
            begun = time.perf_counter()
            copy = Case.from_bytes(model, blob, values={"0": {"again": True}}, clock=clock, calendar=calendar)
            loaded = time.perf_counter()
            copy.complete(copy.tasks[0].id, {}, by="x")
            done = time.perf_counter()
            copy.to_bytes()
            whole[round_].append(time.perf_counter() - begun)
            alone[round_].append(done - loaded)
    for round_ in ROUNDS:
        yield round_, (_ms(whole[round_]), _ms(alone[round_]), len(blobs[round_]))


def _joint() -> Iterator[dict[str, Any]]:
    """One signer of many signs: load, complete, save; and how long all of them take, restored before each."""
    for signers in SIGNERS:
        model = read_model(JOINT.format(signers=signers).encode())
        clock, calendar = FixedClock(datetime(2026, 3, 2, 1, tzinfo=UTC)), Calendar.china()
        case = Case.start(model, clock=clock, calendar=calendar)
        blob, values = case.to_bytes(), {scope: dict(own) for scope, own in case.values.items()}
        times = []
        for signed in range(min(REPEAT, signers - 1)):
            begun = time.perf_counter()
            case = Case.from_bytes(model, blob, values=values, clock=clock, calendar=calendar)
            task = next(t for t in case.tokens.live() if "inner" in t.internal_data)
            case.complete(task.id, {"ok": True}, by=str(signed))
            blob = case.to_bytes()
            times.append(time.perf_counter() - begun)
            values = case.values
        yield {
            "bench": "joint approval, one signs",
            "signers": signers,
            "load_complete_save_ms": _ms(times),
            "state_bytes": len(blob),
        }


def _chain() -> dict[str, Any]:
    """A thousand tasks in a row: read, then done one after the other."""
    ids = [f"t{n}" for n in range(CHAIN)]
    nodes = "".join(f'<userTask id="{id}"/>' for id in ids)
    flows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>'
        for n, (a, b) in enumerate(pairwise(["s", *ids, "e"]))
    )
    begun = time.perf_counter()
    model = read_model(
        (HEAD + f'<startEvent id="s"/>{nodes}<endEvent id="e"/>{flows}</process></definitions>').encode()
    )
    read = time.perf_counter()
    case = Case.start(model, clock=FixedClock(datetime(2026, 3, 2, 1, tzinfo=UTC)), calendar=Calendar.china())
    steps = []
    while case.status == "running":
        at = time.perf_counter()
        case.complete(case.tasks[0].id, {}, by="x")
        steps.append(time.perf_counter() - at)
    return {
        "bench": "chain",
        "tasks": CHAIN,
        "read_ms": round((read - begun) * 1000, 1),
        "step_ms": _ms(steps),
        "last_to_first": round(statistics.median(steps[-100:]) / statistics.median(steps[:100]), 2),
    }


def _bare(until: int) -> Iterator[tuple[int, float]]:
    """Completing T in SpiffWorkflow as it is, nothing loaded or saved. Later rounds take too long."""
    parser = BpmnParser()
    parser.add_bpmn_io(BytesIO(LOOP.format(duration="'PT100H'", condition="again").encode()), "loop")
    workflow = BpmnWorkflow(parser.get_spec("Main"), parser.get_subprocess_specs("Main"))
    workflow.task_tree.set_data(again=True)
    workflow.do_engine_steps()
    for round_ in range(1, until + 1):
        times = []
        for _ in range(3):
            task = next(t for t in workflow.get_tasks(state=TaskState.READY) if t.task_spec.manual)
            begun = time.perf_counter()
            task.run()
            workflow.do_engine_steps()
            times.append(time.perf_counter() - begun)
        if round_ in ROUNDS:
            yield round_, _ms(times)


def _ms(seconds: list[float]) -> float:
    return round(statistics.median(seconds) * 1000, 3)


if __name__ == "__main__":
    for record in main():
        print(json.dumps(record))
