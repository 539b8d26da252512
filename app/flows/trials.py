"""The scenarios of a draft, played; once for the same files."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from app.flows.draft_files import TEST_SUFFIX
from engine import Model
from engine.flowtest import Trial, run_scenarios


@dataclass(frozen=True, slots=True)
class Tested:
    """A model and the scenarios that are played on it; equal where their contents are."""

    digest: str
    model: Model = field(compare=False)
    scenarios: Mapping[str, bytes] = field(compare=False)

    @classmethod
    def of(cls, model: Model, files: Mapping[str, bytes]) -> "Tested":
        """Of all files of a draft the scenarios are taken."""
        scenarios = {name: files[name] for name in sorted(files) if name.endswith(TEST_SUFFIX)}
        digest = hashlib.sha256(model.digest.encode())
        for name, content in scenarios.items():
            digest.update(f"\n{name}\n".encode() + hashlib.sha256(content).digest())
        return cls(digest.hexdigest(), model, scenarios)


def trial_of(model: Model, files: Mapping[str, bytes]) -> Trial:
    """How the scenarios among ``files`` go."""
    return _played(Tested.of(model, files))


@lru_cache(maxsize=32)
def _played(tested: Tested) -> Trial:
    return run_scenarios(tested.model, tested.scenarios)
