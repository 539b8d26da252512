"""What of a model its tests have passed."""

from dataclasses import dataclass, field

from engine.reading.model import Model


@dataclass
class Coverage:
    """Elements completed and flows taken, over all cases played."""

    model: Model
    passed: set[str] = field(default_factory=set)

    @property
    def missing(self) -> list[str]:
        """Ids of nodes and flows that no test has passed, in the order of the flow.

        A sub-process that only an event starts counts by what stands in it.
        """
        nodes = [e.id for e in self.model.in_flow_order()]
        return [id for id in [*nodes, *self.model.flows] if id not in self.passed]

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        total = len(self.model.elements) + len(self.model.flows)
        return 1 - len(self.missing) / total
