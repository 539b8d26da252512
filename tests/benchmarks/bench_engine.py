"""A step of a case: load, complete, save; its cost by age; and the same step in bare SpiffWorkflow, in memory.

The model is a correction loop: a task with a boundary timer, a fork to two tasks, their join, and back.
"""

import json
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.util.task import TaskState

from engine import Calendar, Case, FixedClock, read_model

ROUNDS = (1, 100, 1000)
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


def _ours() -> Iterator[tuple[int, tuple[float, float, int]]]:
    model = read_model(LOOP.format(duration="PT100H", condition="= again = true").encode())
    clock, calendar = FixedClock(datetime(2026, 3, 2, 1, tzinfo=UTC)), Calendar.china()
    case = Case.start(model, clock=clock, calendar=calendar, data={"again": True})
    for round_ in range(1, max(ROUNDS) + 1):
        if round_ in ROUNDS:
            blob, values = case.to_bytes(), case.values
            whole, alone = [], []
            for _ in range(REPEAT):
                begun = time.perf_counter()
                stored = {"0": dict(values["0"])}
                copy = Case.from_bytes(model, blob, values=stored, clock=clock, calendar=calendar)
                loaded = time.perf_counter()
                copy.complete(copy.tasks[0].id, {}, by="x")
                done = time.perf_counter()
                copy.to_bytes()
                whole.append(time.perf_counter() - begun)
                alone.append(done - loaded)
            yield round_, (_ms(whole), _ms(alone), len(blob))
        for _ in range(3):
            case = Case.from_bytes(model, case.to_bytes(), values=case.values, clock=clock, calendar=calendar)
            case.complete(case.tasks[0].id, {}, by="x")


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
