"""What is different between two models, in the words in which a legal office speaks of it."""

from engine.comparing.changes import Change, Difference
from engine.comparing.marks import overlays
from engine.comparing.models import compare_models

__all__ = ["Change", "Difference", "compare_models", "overlays"]
