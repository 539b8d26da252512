"""A decision with one row of a table concluding what another row concludes: for tests of tests."""

from copy import deepcopy

from engine.dmn import tree as t
from engine.dmn.decision import Decision
from engine.dmn.model import Model


def other_conclusion(table: t.Table, row: int) -> int | None:
    """The nearest row (from 1) that concludes something else than ``row``; None where all conclude the same."""
    said = [[entry.text for entry in rule.entries] for rule in table.rules]
    others = [n for n, texts in enumerate(said, 1) if texts != said[row - 1]]
    return min(others, key=lambda n: (abs(n - row), n), default=None)


def table_of(decision: Decision, table: str) -> t.Table:
    """The table of a decision that ``decision`` asks (``decision.tables``)."""
    logic = decision._model.node(table).element.logic
    assert isinstance(logic, t.Table)
    return logic


def with_conclusion(decision: Decision, table: str, row: int, other: int) -> Decision:
    """The decision, with the ``row`` of ``table`` concluding what row ``other`` does."""
    model = decision._model
    files = deepcopy(list(model.files.values()))
    file = next(each for each in files if each.namespace == model.file.namespace)
    changed = next(e for e in file.elements if e.id == table)
    assert isinstance(changed.logic, t.Table)
    rules = changed.logic.rules
    rules[row - 1].entries = deepcopy(rules[other - 1].entries)
    others = [each for each in files if each is not file]
    return Decision(again := Model(file, others, model.strict, model._outside), again.node(decision.id))
