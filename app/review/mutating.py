"""The mutation check of a version, made once for the same files: it takes seconds."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from engine import Model, Mutation, check_mutants

SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class _Asked:
    digest: str  # of the model's files and the scenarios
    model: Model = field(compare=False)
    files: Mapping[str, bytes] = field(compare=False)


def mutation_of(model: Model, files: Mapping[str, bytes]) -> Mutation:
    """What the scenarios among ``files`` notice of the model's mutants."""
    digest = hashlib.sha256(model.digest.encode())
    for name in sorted(files):
        digest.update(f"\n{name}\n".encode() + hashlib.sha256(files[name]).digest())
    return _checked(_Asked(digest.hexdigest(), model, files))


@lru_cache(maxsize=32)
def _checked(asked: _Asked) -> Mutation:
    return check_mutants(asked.model, asked.files, SECONDS)
