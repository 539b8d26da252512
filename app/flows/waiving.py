"""What a version may come into force in spite of: never for nothing, signed with the version, and public."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from app.flows.tables import FrozenVersion
from engine import WAIVABLE, Finding, Text


@dataclass(frozen=True, slots=True)
class Waiver:
    """``lacks``: what is not as it must be, in words. ``findings``: check and element of the errors it lets pass."""

    reason: str
    lacks: Text
    findings: tuple[tuple[str, str | None], ...] = ()

    def covers(self, finding: Finding) -> bool:
        return finding.check in WAIVABLE and (finding.check, finding.element) in self.findings

    def as_json(self) -> dict[str, Any]:
        lacks = {"zh": self.lacks.zh, "en": self.lacks.en}
        return {"reason": self.reason, "lacks": lacks, "findings": [list(one) for one in self.findings]}


def waiver_from(said: Mapping[str, Any]) -> Waiver:
    """What ``as_json`` made."""
    findings = tuple((check, element) for check, element in said["findings"])
    return Waiver(said["reason"], Text(**said["lacks"]), findings)


def waiver_of(frozen: FrozenVersion) -> Waiver | None:
    """The waiver that was signed with the version."""
    said = orjson.loads(frozen.statement).get("waiver")
    return said and waiver_from(said)
