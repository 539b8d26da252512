"""The mutation check of a version, made once for the same files: it takes seconds."""

from collections.abc import Mapping
from functools import lru_cache

from app.flows.trials import Tested
from engine import Model, Mutation, check_mutants

SECONDS = 8.0


def mutation_of(model: Model, files: Mapping[str, bytes]) -> Mutation:
    """What the scenarios among ``files`` notice of the model's mutants."""
    return _checked(Tested.of(model, files))


@lru_cache(maxsize=32)
def _checked(tested: Tested) -> Mutation:
    return check_mutants(tested.model, tested.scenarios, SECONDS)
