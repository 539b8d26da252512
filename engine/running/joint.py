"""Joint approval (会签): when enough have agreed, when it can no longer be reached, and who stopped it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.reading.model import Joint


@dataclass(frozen=True, slots=True)
class Vote:
    """What one signer has said: agrees True, is against False, abstains None."""

    agrees: bool | None
    weight: Decimal
    vetoes: bool  # has a veto, whether or not it is used


@dataclass(frozen=True, slots=True)
class Tally:
    """``passed``: None while it is open."""

    passed: bool | None
    agree: int
    against: int
    abstain: int
    signers: int
    vetoed: bool

    def as_value(self) -> dict[str, Any]:
        """As the flow reads it: ``会审结果.通过``."""
        return {
            "通过": self.passed,
            "同意": Decimal(self.agree),
            "反对": Decimal(self.against),
            "弃权": Decimal(self.abstain),
            "应签": Decimal(self.signers),
            "已签": Decimal(self.agree + self.against + self.abstain),
            "否决": self.vetoed,
        }


def tally(joint: Joint, votes: Sequence[Vote], to_come: Sequence[Decimal], veto_to_come: bool = False) -> Tally:
    """Count the votes; ``to_come``: the weights of those who have not signed yet.

    Nothing passes where nobody is to sign, and not before all have signed who may still veto (``veto_to_come``).
    """
    signers = len(votes) + len(to_come)
    total = sum((v.weight for v in votes), sum(to_come, Decimal(0)))
    agreed = sum((v.weight for v in votes if v.agrees), Decimal(0))
    vetoed = any(v.vetoes and v.agrees is False for v in votes)
    enough, present = _needed(joint, total), _attendance(joint, signers)
    if not signers or vetoed or agreed + sum(to_come, Decimal(0)) < enough:
        passed: bool | None = False
    elif agreed >= enough and len(votes) >= present and not veto_to_come:
        passed = True
    else:
        passed = None if to_come else False  # all have signed, and too few were present
    count = [v.agrees for v in votes]
    return Tally(passed, count.count(True), count.count(False), count.count(None), signers, vetoed)


def _needed(joint: Joint, total: Decimal) -> Decimal:
    match joint.rule:
        case "any":
            return Decimal(1)
        case "majority":
            return (total / 2).to_integral_value(rounding="ROUND_FLOOR") + 1
        case "quorum" | "weights":
            assert joint.need is not None
            return joint.need * total if joint.need_is_share else joint.need
    return total  # all, sequential


def _attendance(joint: Joint, signers: int) -> Decimal:
    return (joint.attendance or Decimal(0)) * signers
