"""Can every case end, whatever is decided in it? Markings are searched; data are left out (docs/checks.md)."""

from engine.checks.soundness.search import MOST_WORK, Space, explore

__all__ = ["MOST_WORK", "Space", "explore"]
