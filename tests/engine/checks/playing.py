"""A path that the soundness check gives, gone by a case: choices are made by the values that the conditions read."""

from engine import Calendar, Case, FixedClock, NoWayOn, TooManySteps, read_model
from tests.engine.checks.graphs import Graph, write
from tests.engine.running.conftest import MONDAY

CHOOSES = ("exclusiveGateway", "inclusiveGateway")


class Player:
    def __init__(self, graph: Graph, path: tuple[str, ...]) -> None:
        self.path = path
        self.node = {n.id: n for g in graph.all() for n in g.nodes.values()}
        self.out = {n: g.out(n) for g in graph.all() for n in g.nodes}
        self.passed: list[str] = []
        self.now = FixedClock(MONDAY)
        begun = {f"n_{n.id}": max(1, path.count(n.inside.start())) for n in self.node.values() if n.inside}
        self.model = read_model(write(graph), "Main")
        self.case = Case.start(
            self.model, clock=self.now, calendar=Calendar.china(), data=begun | self.choices(), by="party"
        )
        self.note()

    def choices(self) -> dict[str, bool]:
        """The values that send the case along what is left of the path."""
        rest = self.path[len(self.passed) :]
        values = {}
        for gateway, flows in self.out.items():
            if self.node[gateway].kind in CHOOSES:
                after = rest[rest.index(gateway) + 1 :][: len(flows)] if gateway in rest else flows[:1]
                values |= {f"c_{f}": f in after for f in flows}
        return values

    def note(self) -> None:
        entries = self.case.changes.entries
        self.case = Case.unpack(self.model, self.case.pack(), clock=self.now, calendar=Calendar.china())
        self.passed += [id for e in entries for id in e.path]

    def go(self) -> bool:
        """Along the whole path; False where the case leaves it, as the same choice is made twice in one breath."""
        while True:
            done = len(self.passed)
            if self.passed[: len(self.path)] != list(self.path[:done]):
                return False
            if done >= len(self.path):
                return True
            if not self.act(self.path[done]):
                return False
            self.note()

    def act(self, next_id: str) -> bool:
        for name, value in self.choices().items():
            self.case.data.set("0", name, value)
        task = next((t for t in self.case.tasks if t.element_id == next_id), None)
        if task is not None:
            self.case.complete(task.id, {}, by="anyone")
            return True
        waiting = next_id if next_id in self.node else next((g for g in [self.target(next_id)] if g), "")
        if any(r.message == waiting for r in self.case.receivable):
            self.case.send(waiting, {})
            return True
        return False

    def target(self, flow: str) -> str:
        found = self.model.flows.get(flow)
        return found.target if found else ""

    def tokens_seen_at(self, id: str) -> int:
        """How many tokens have come to an element: passed, waiting there, or gathered by its join."""
        tokens = [t for t in self.case.tokens.live() if t.task_spec.element.id == id]
        gathered = sum(sum(t.internal_data.get("arrived", {}).values()) or 1 for t in tokens)
        return self.passed.count(id) + gathered


def played_to(graph: Graph, path: tuple[str, ...]) -> Player | None:
    """The case at the end of the path; None where it cannot be steered there (timers, one choice twice)."""
    if any(n.event == "timer" for g in graph.all() for n in g.nodes.values() if n.id in path):
        return None
    try:
        player = Player(graph, path)
        return player if player.go() else None
    except (NoWayOn, TooManySteps):  # the values that steer it so far do not steer it further
        return None
