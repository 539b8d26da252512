"""Shapes and edges for what a file does not draw: layered left to right, lanes as bands in the order of the file."""

from engine.drawing.layout.whole import lay_out, missing_drawing

__all__ = ["lay_out", "missing_drawing"]
