"""The flow test kit: a case on a virtual clock, saved and restored at every step, and what of the flow was covered."""

from engine.flowtest.coverage import Coverage
from engine.flowtest.playing import Flow, FlowCase

__all__ = ["Coverage", "Flow", "FlowCase"]
