"""Joint approval (会签): when enough have agreed, when it can no longer be reached, and who stopped it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
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

    Nothing passes where nobody is to sign or no vote has any weight, and not before all have signed who may still veto
    (``veto_to_come``).
    """
    signers = len(votes) + len(to_come)
    total = sum((v.weight for v in votes), sum(to_come, Decimal(0)))
    agreed = sum((v.weight for v in votes if v.agrees), Decimal(0))
    vetoed = any(v.vetoes and v.agrees is False for v in votes)
    present = len(votes) >= (joint.attendance or 0) * signers
    if vetoed or not _enough(joint, agreed + sum(to_come, Decimal(0)), total):
        passed: bool | None = False
    elif _enough(joint, agreed, total) and present and not veto_to_come:
        passed = True
    else:
        passed = None if to_come else False  # all have signed, and too few were present
    count = [v.agrees for v in votes]
    return Tally(passed, count.count(True), count.count(False), count.count(None), signers, vetoed)


def _enough(joint: Joint, agreed: Decimal, total: Decimal) -> bool:
    """Whether so much of the whole weight carries it. Nothing is carried by no weight at all."""
    if not agreed > 0:
        return False
    match joint.rule:
        case "any":
            return True
        case "majority":
            return agreed * 2 > total
        case "quorum" | "weights":
            assert joint.need is not None
            return Fraction(agreed) >= (joint.need * Fraction(total) if joint.need_is_share else joint.need)
    return agreed >= total  # all, sequential
