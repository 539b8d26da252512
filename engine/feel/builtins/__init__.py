"""The built-in functions (DMN 1.5, 10.3.4), one theme per file."""

from engine.feel.builtins import (
    contexts,
    conversion,
    lists,
    numbers,
    ours,
    patterns,
    ranges,
    statistics,
    strings,
    temporal,
)
from engine.feel.builtins.registry import BUILTINS

_THEMES = (
    contexts,
    conversion,
    lists,
    numbers,
    ours,
    patterns,
    ranges,
    statistics,
    strings,
    temporal,
)  # each registers its own
__all__ = ["BUILTINS"]
