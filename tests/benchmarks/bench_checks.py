"""The time that the checks take on real files (../shared/corpora/models), each check and all; JSON lines.

``python -m tests.benchmarks.bench_checks``. ``share``: of the time of reading the same file.
"""

import json
import statistics
import sys
import time
from collections.abc import Iterator

from engine import Model, ModelRefused, check_model, read_model
from engine.checks import CHECKS
from tests.conformance.corpora import CORPORA, files


def models() -> Iterator[tuple[float, Model]]:
    """Milliseconds of reading, and the model."""
    for entry in files("models"):
        path = CORPORA / entry["file"]
        data = path.read_bytes()
        begun = time.perf_counter()
        try:
            model = read_model({path.name: data})
        except ModelRefused:
            continue
        yield (time.perf_counter() - begun) * 1000, model


def spent(model: Model, only: list[str] | None) -> float:
    begun = time.perf_counter()
    check_model(model, only=only)
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    found = list(models())
    if not found:
        return
    check_model(found[0][1])  # the schema is read once
    reading = statistics.median(ms for ms, _ in found)
    for name, only in [("all", None), *((name, [name]) for name in CHECKS)]:
        times = sorted(spent(model, only) for _, model in found)
        line = {
            "benchmark": "checks", "check": name, "files": len(times), "median_ms": round(statistics.median(times), 2),
            "p90_ms": round(times[int(len(times) * 0.9)], 2), "max_ms": round(times[-1], 1),
            "share": round(statistics.median(times) / reading, 2),
        }  # fmt: skip
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
