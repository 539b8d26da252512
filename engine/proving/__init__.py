"""What can be shown of a version before it is frozen: checks, worst cases, tests and their coverage, what changed."""

from engine.proving.pack import Proof, Verdict, prove

__all__ = ["Proof", "Verdict", "prove"]
