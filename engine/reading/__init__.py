"""Bytes to Model."""

from engine.reading.bundle import read_model
from engine.reading.calling import with_category_flows
from engine.reading.model import PARTY, Approver, Element, Flow, Lane, Model, PowerWords, Process, Stage

__all__ = [
    "PARTY",
    "Approver",
    "Element",
    "Flow",
    "Lane",
    "Model",
    "PowerWords",
    "Process",
    "Stage",
    "read_model",
    "with_category_flows",
]
