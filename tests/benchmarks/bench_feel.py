"""FEEL against simpleeval and bkflow-feel in one run: ``python tests/benchmarks/bench_feel.py``.

Prints JSON lines: median microseconds of each, and theirs divided by ours. The rounds of all three are interleaved, so
a busy moment of the machine hits all alike. "evaluate" is with everything parsed beforehand in all three; "whole" is
parse, compile and evaluate once.
"""

import json
import logging
import sys
from collections.abc import Callable
from decimal import Decimal
from statistics import median
from time import perf_counter_ns

import bkflow_feel
import bkflow_feel.api
import simpleeval

from engine.dmn import read_tables
from engine.feel import Env, compile_feel

logging.disable(logging.CRITICAL)  # bkflow-feel logs every tree it parses
ROUNDS = 41
ENV = Env()

CONDITIONS = [
    # name, FEEL, Python for simpleeval, values
    ("threshold", 'amount >= 50000 and grade = "heavy"', 'amount >= 50000 and grade == "heavy"',
     {"amount": 60000, "grade": "heavy"}),
    ("range", "fine in [50000..100000]", "50000 <= fine <= 100000", {"fine": 60000}),
    ("mixed", "(age < 18 or disabled = true) and amount * 2 > 100",
     "(age < 18 or disabled == True) and amount * 2 > 100",
     {"age": 20, "disabled": True, "amount": 100}),
]  # fmt: skip


def typed(values: dict[str, object]) -> dict[str, object]:
    """The values as our forms hand them in."""
    return {k: Decimal(v) if type(v) is int else v for k, v in values.items()}


def rows(count: int = 100) -> list[tuple[int, int, str]]:
    """Bands of an amount, each for one grade."""
    return [(i * 1000, i * 1000 + 999, "heavy" if i % 2 else "light") for i in range(count)]


def table() -> bytes:
    """The bands as a decision table with hit policy UNIQUE."""
    cell = "<inputEntry><text>{}</text></inputEntry>"
    body = "".join(
        f"<rule>{cell.format(f'[{low}..{high}]')}{cell.format(chr(34) + grade + chr(34))}"
        f"<outputEntry><text>{low // 100}</text></outputEntry></rule>"
        for low, high, grade in rows()
    )
    column = '<input label="{0}"><inputExpression><text>{0}</text></inputExpression></input>'
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="bench" name="bench" id="bench">'
        '<decision id="fine" name="fine"><decisionTable hitPolicy="UNIQUE">'
        f'{column.format("amount")}{column.format("grade")}<output name="fine"/>{body}'
        "</decisionTable></decision></definitions>"
    ).encode()


def time_of(work: Callable[[], object], number: int) -> float:
    """Microseconds of one call, over ``number`` of them."""
    start = perf_counter_ns()
    for _ in range(number):
        work()
    return (perf_counter_ns() - start) / number / 1000


def compare(name: str, ours: Callable[[], object], others: dict[str, Callable[[], object]], number: int) -> None:
    """Print one line."""
    works = {"ours": ours, **others}
    results = {label: work() for label, work in works.items()}
    assert len({str(float(r)) if isinstance(r, int | float | Decimal) else str(r) for r in results.values()}) == 1, (
        results
    )
    times: dict[str, list[float]] = {label: [] for label in works}
    for _ in range(ROUNDS):
        for label, work in works.items():
            slower = 1 if label == "ours" else 20 if label == "bkflow_feel" else 4
            times[label].append(time_of(work, max(1, number // slower)))
    middle = {label: round(median(t), 2) for label, t in times.items()}
    ratios = {label: round(middle[label] / middle["ours"], 1) for label in others}
    sys.stdout.write(json.dumps({"what": name, "median_us": middle, "ratio": ratios}) + "\n")


def bkflow(text: str, values: dict[str, object], parsed_before: bool) -> Callable[[], object]:
    """bkflow-feel with the tree built before, or as its own API does it."""
    if not parsed_before:
        return lambda: bkflow_feel.api.parse_expression(text, values)
    tree = bkflow_feel.transformer.transform(bkflow_feel.parser.parse(text))
    return lambda: tree.evaluate(values)


def simple(text: str, values: dict[str, object], parsed_before: bool) -> Callable[[], object]:
    """simpleeval with the tree built before, or as its own API does it."""
    if not parsed_before:
        return lambda: simpleeval.simple_eval(text, names=values)
    evaluator = simpleeval.SimpleEval(names=values)
    tree = evaluator.parse(text)
    return lambda: evaluator.eval(text, previously_parsed=tree)


def feel(text: str, values: dict[str, object], parsed_before: bool) -> Callable[[], object]:
    """Ours, compiled before or each time."""
    if not parsed_before:
        return lambda: compile_feel(text)(values, ENV)
    compiled = compile_feel(text)
    return lambda: compiled(values, ENV)


def main() -> None:
    """All comparisons."""
    for name, text, python, values in CONDITIONS:
        for kind, before in (("evaluate", True), ("whole", False)):
            others = {"simpleeval": simple(python, values, before), "bkflow_feel": bkflow(text, values, before)}
            compare(f"{kind}: {name}", feel(text, typed(values), before), others, 400 if before else 20)
    decision = read_tables(table())["fine"]
    case: dict[str, object] = {"amount": 55_500, "grade": "heavy"}
    own = typed(case)
    python_rows = [f'{low} <= amount <= {high} and grade == "{grade}"' for low, high, grade in rows()]
    feel_rows = [f'amount in [{low}..{high}] and grade = "{grade}"' for low, high, grade in rows()]
    fines = [low // 100 for low, _, _ in rows()]
    pairs = list(zip([simple(text, case, True) for text in python_rows], fines, strict=True))
    trees = list(zip([bkflow(text, case, True) for text in feel_rows], fines, strict=True))
    compare(
        "table of 100 rows",
        lambda: decision.evaluate(own, ENV),
        {
            "simpleeval": lambda: next(fine for test, fine in pairs if test()),
            "bkflow_feel": lambda: next(fine for test, fine in trees if test()),
        },
        20,
    )


if __name__ == "__main__":
    main()
