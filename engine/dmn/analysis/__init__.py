"""What is wrong with a decision table whatever it is asked: gaps, overlaps, rows that never apply, wrong types."""

from engine.dmn.analysis.findings import Analysis, Gap, Overlap, analyse

__all__ = ["Analysis", "Gap", "Overlap", "analyse"]
