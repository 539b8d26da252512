"""What checks go by and the law or an authority may change: data, not code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from engine.checks.soundness import MOST_WORK
from engine.running.calendar import Calendar


@dataclass(frozen=True)
class Rules:
    """``as_power``: hold the flow to what a flow of a power owes; None: where it says whose flow it is.

    ``posts``: how many officers hold each post, by (authority, post); None: not known. ``remedies``: whether the
    catalogue entry tells the remedies; None: not known. ``promise_share``: the promised limit is at most this share of
    the statutory one (some authorities' own rule). ``calendar``: its worst case is what mixed units are compared by.
    """

    as_power: bool | None = None
    posts: Mapping[tuple[str, str], int] | None = None
    remedies: bool | None = None
    promise_share: Fraction | None = None
    calendar: Calendar = field(default_factory=Calendar.china)
    most_work: int = MOST_WORK
    refusing: tuple[str, ...] = ("不予", "不准", "驳回", "拒绝")  # in the names of ends
    correcting: tuple[str, ...] = ("补正",)  # in the names of the applicant's steps
    reasons: tuple[str, ...] = ("理由", "原因")  # in the titles of fields
    remedying: tuple[str, ...] = ("救济", "复议", "诉讼")
