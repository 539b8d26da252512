"""What of a model its tests have passed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from engine.reading.model import Model


@dataclass
class Coverage:
    """Elements completed and flows taken, over all cases played."""

    model: Model
    passed: set[str] = field(default_factory=set)

    @property
    def missing(self) -> list[str]:
        """Ids of nodes and flows that no test has passed, in the order of the flow.

        A sub-process that only an event starts counts by what stands in it. What stands in a category flow counts
        where that flow itself is tested, not in the flows that call it.
        """
        return [id for id in self._asked() if id not in self.passed]

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        total = len(self._asked())
        return 1 - len(self.missing) / total if total else 1.0

    def _asked(self) -> list[str]:
        model = self.model
        theirs = {p.id for p in model.processes.values() if p.reusable and p.id != model.process_id}
        nodes = [e.id for e in model.in_flow_order() if e.process_id not in theirs]
        return [*nodes, *(f.id for f in model.flows.values() if model.elements[f.source].process_id not in theirs)]

    def as_json(self) -> dict[str, Any]:
        """For programs; the share in percent."""
        model = self.model
        return {
            "process": model.process_id,
            "power": model.power.code,
            "digest": model.digest,
            "share": round(self.share * 100, 2),
            "missing": self.missing,
        }


def merged(found: Iterable[Coverage]) -> list[Coverage]:
    """One coverage for each model, however many flows its tests made of it."""
    by_model: dict[str, Coverage] = {}
    for coverage in found:
        one = by_model.setdefault(coverage.model.digest, Coverage(coverage.model))
        one.passed |= coverage.passed
    return list(by_model.values())
