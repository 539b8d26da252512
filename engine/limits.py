"""A limit as the law and the models write it: 10wd, 30d, 24h."""

import re
from dataclasses import dataclass
from typing import Literal

from engine.text import Text

Unit = Literal["wd", "d", "h"]

_UNITS: dict[str, Text] = {
    "wd": Text("个工作日", "working day"),
    "d": Text("日", "calendar day"),
    "h": Text("小时", "hour"),
}
_FORM = re.compile(r"([1-9]\d{0,4})\s*(wd|d|h)")


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of time: working days (``wd``), calendar days (``d``) or hours (``h``)."""

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "Limit":
        """Read ``2wd``, ``30d``, ``24h``; raises ValueError for anything else."""
        found = _FORM.fullmatch(text.strip())
        if not found:
            raise ValueError(text)
        unit: Unit = found[2]  # type: ignore[assignment]
        return cls(int(found[1]), unit)

    @property
    def text(self) -> Text:
        """As a person reads it: 2 个工作日, 2 working days."""
        unit = _UNITS[self.unit]
        return Text(f"{self.amount} {unit.zh}", f"{self.amount} {unit.en}{'s' if self.amount != 1 else ''}")

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"
