"""``python -m tests.conformance.hostile``: check and play every hostile file in this process; JSON lines."""

import json
import resource
import sys
import time

from engine import ModelRefused, check_model, draw, read_model
from engine.flowtest.trying import play
from tests.conformance.corpora import CORPORA, files

LIMIT = 1_500_000_000
LABELS = {True: "repairable", False: "accept"}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (2 * LIMIT, 2 * LIMIT))
    for entry in files("hostile"):
        path = CORPORA / entry["file"]
        begun = time.process_time()
        try:
            model = read_model({path.name: path.read_bytes()})
            label = LABELS[bool(model.report)]
            check_model(model)
            checked = time.process_time() - begun
            svg = draw(model)
            assert "<script" not in svg
            play(model)
        except ModelRefused:
            label, checked = "reject", time.process_time() - begun
        seconds = time.process_time() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        line = {"file": entry["file"], "label": label, "checked": checked, "seconds": seconds, "peak": peak}
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
