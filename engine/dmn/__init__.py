"""DMN decision models: tables and what they rest on (DMN 1.1 to 1.5)."""

from engine.dmn.decision import Decision, read_model, read_tables
from engine.dmn.errors import InputNotAllowed, NoRowApplies, SeveralRowsApply
from engine.dmn.model import Model

__all__ = ["Decision", "InputNotAllowed", "Model", "NoRowApplies", "SeveralRowsApply", "read_model", "read_tables"]
