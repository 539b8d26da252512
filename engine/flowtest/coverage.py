"""What of a model its tests have passed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from engine.reading.model import Model


@dataclass
class Coverage:
    """Elements completed, flows taken and table rows that applied, over all cases played.

    ``rows``: (decision id, row from 1).
    """

    model: Model
    passed: set[str] = field(default_factory=set)
    rows: set[tuple[str, int]] = field(default_factory=set)

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

    @property
    def all_rows(self) -> list[tuple[str, int]]:
        """The rows of the tables that the flow asks, by its steps or by other tables: (decision id, row from 1)."""
        tables: dict[str, int] = {}
        for id in self._asked():
            element = self.model.elements.get(id)
            asks = element.decision if element and element.kind == "businessRuleTask" else None
            if asks and asks in self.model.tables:
                tables |= self.model.tables[asks].tables
        return [(table, row) for table, count in tables.items() for row in range(1, count + 1)]

    @property
    def missing_rows(self) -> list[tuple[str, int]]:
        """The rows that have not applied in any test. They do not count towards ``share``."""
        return [row for row in self.all_rows if row not in self.rows]

    def _asked(self) -> list[str]:
        model = self.model
        theirs = {p.id for p in model.processes.values() if p.reusable and p.id != model.process_id}
        nodes = [e.id for e in model.in_flow_order() if e.process_id not in theirs]
        return [*nodes, *(f.id for f in model.flows.values() if model.elements[f.source].process_id not in theirs)]

    def parts(self) -> dict[str, tuple[int, int]]:
        """How many are covered of how many: nodes (boundary events apart), boundary events, flows, table rows."""
        missing, elements = set(self.missing), self.model.elements
        found = {"nodes": (0, 0), "boundary": (0, 0), "flows": (0, 0)}
        for id in self._asked():
            part = "flows" if id not in elements else "boundary" if elements[id].attached_to else "nodes"
            done, whole = found[part]
            found[part] = done + (id not in missing), whole + 1
        rows = self.all_rows
        return {**found, "rows": (len(rows) - len(self.missing_rows), len(rows))}

    def as_json(self) -> dict[str, Any]:
        """For programs; the share in percent."""
        model = self.model
        return {
            "process": model.process_id,
            "power": model.power.code,
            "digest": model.digest,
            "share": round(self.share * 100, 2),
            "missing": self.missing,
            "parts": {part: list(counted) for part, counted in self.parts().items()},
            "missing_rows": [list(row) for row in self.missing_rows],
        }


def merged(found: Iterable[Coverage]) -> list[Coverage]:
    """One coverage for each model, however many flows its tests made of it."""
    by_model: dict[str, Coverage] = {}
    for coverage in found:
        one = by_model.setdefault(coverage.model.digest, Coverage(coverage.model))
        one.passed |= coverage.passed
        one.rows |= coverage.rows
    return list(by_model.values())
