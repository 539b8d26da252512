"""Small models for the checks: what is said of them."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from engine import Finding, Rules, check_model, read_model
from tests.engine.running.conftest import HEAD, flows

Said = Callable[..., list[Finding]]

POOL = (
    '<collaboration id="c"><participant id="pool" name="市监局" processRef="Main"/></collaboration>'
    '<message id="m" name="撤回"/>'
)
POWER = 'daylight:power="01-test" daylight:promise="10wd" daylight:limit="20wd"'
LANES = (
    '<laneSet id="ls"><lane id="l1" name="申请人"><flowNodeRef>s</flowNodeRef>{party}</lane>'
    '<lane id="l2" name="审查岗">{officers}</lane></laneSet>'
)


def form(*fields: str, **more: dict[str, Any]) -> dict[str, Any]:
    """A form's schema: names of text fields, others by their schema; all of them required."""
    properties = {name: {"type": "string", "title": name} for name in fields} | more
    return {"type": "object", "title": "表单", "properties": properties, "required": list(properties)}


def power(body: str, attributes: str = POWER, party: str = "", officers: str = "", more: str = "") -> bytes:
    """A flow of a power; ``party`` and ``officers``: the ids of whose steps they are."""
    lanes = LANES.format(
        party="".join(f"<flowNodeRef>{i}</flowNodeRef>" for i in party.split()),
        officers="".join(f"<flowNodeRef>{i}</flowNodeRef>" for i in officers.split()),
    )
    return (
        f'{HEAD}{POOL}{more}<process id="Main" name="测试" isExecutable="true" {attributes}>{lanes}{body}'
        "</process></definitions>"
    ).encode()


@pytest.fixture
def said() -> Said:
    """``said(check, xml, rules=…, ui={form: {…}}, form=schema …)``: the findings of one check."""

    def run(
        check: str, xml: bytes, rules: Rules | None = None, ui: dict[str, Any] | None = None, **forms: dict[str, Any]
    ) -> list[Finding]:
        files = {"flow.bpmn": xml} | {f"{n}.schema.json": json.dumps(s).encode() for n, s in forms.items()}
        files |= {f"{n}.ui.json": json.dumps(u).encode() for n, u in (ui or {}).items()}
        found = check_model(read_model(files), rules, only=[check])
        for finding in found:
            assert finding.check == check
            assert finding.message.zh and finding.message.en and finding.mend and finding.mend.zh and finding.mend.en
        return found

    return run


def brief(found: list[Finding]) -> list[tuple[str | None, str]]:
    """Element and severity."""
    return [(f.element, f.severity) for f in found]


__all__ = ["brief", "flows", "form", "power"]
