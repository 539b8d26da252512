"""DMN decision models: tables and what they rest on (DMN 1.1 to 1.5)."""

from engine.dmn.analysis import Analysis, Gap, Overlap, analyse
from engine.dmn.decision import Decision, listened_to, read_model, read_tables
from engine.dmn.errors import InputNotAllowed, NoRowApplies, SeveralRowsApply
from engine.dmn.model import Model
from engine.dmn.table import Hit

__all__ = [
    "Analysis",
    "Decision",
    "Gap",
    "Hit",
    "InputNotAllowed",
    "Model",
    "NoRowApplies",
    "Overlap",
    "SeveralRowsApply",
    "analyse",
    "listened_to",
    "read_model",
    "read_tables",
]
