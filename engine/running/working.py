"""What a case does itself: scripts (the value of a FEEL expression) and business rules (a decision)."""

from typing import TYPE_CHECKING, Any

from engine.errors import StepFailed
from engine.reading.model import Element
from engine.running.scopes import Scope
from engine.text import Text

if TYPE_CHECKING:
    from engine.running.runtime import Runtime


def work(case: "Runtime", element: Element, scope: Scope) -> dict[str, Any]:
    """The values an automatic task sets: under its result name; without one, the entries of the context it gives."""
    if element.kind == "businessRuleTask":
        assert element.decision
        table = case.model.tables[element.decision]
        value = table.evaluate(case.data.view(case.tokens.data_chain(scope)), case.env())
    else:
        assert element.script
        value = case.evaluate(element.script, scope, element)
    if element.result:
        return {element.result: value}
    if isinstance(value, dict):
        return value
    raise StepFailed(
        Text(
            f"{element.id}：没有写结果的名称，结果也不是一组名称和值。",
            f"{element.id}: names no result, and its value is no set of names and values.",
        ),
        element.id,
    )
