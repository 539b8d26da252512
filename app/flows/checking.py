"""What the engine says of files that are to become a power's flow, by what the platform knows: posts, remedies."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.catalogue.entry import Entry, EntryRefused, read_entry
from app.flows.draft_files import ENTRY
from app.flows.library import whole_bundle
from app.people.nearby import list_authorities
from engine import EngineError, Finding, Model, ModelRefused, Rules, check_model, read_model


@dataclass(frozen=True, slots=True)
class Checked:
    """``model`` is None where the files are refused; ``report`` is of reading, ``findings`` of the checks, errors
    first.
    """

    model: Model | None
    report: tuple[Finding, ...]
    findings: tuple[Finding, ...]

    @property
    def has_errors(self) -> bool:
        return self.model is None or any(f.severity == "error" for f in self.findings)


def rules_for(organisation_id: int, entry: Entry | None) -> Rules:
    """What the checks go by for a flow of this organisation: its posts and their holders, the entry's remedies."""
    posts = {
        (authority.kind, post.name): post.holders
        for authority in list_authorities(organisation_id)
        for post in authority.posts
    }
    return Rules(posts=posts, remedies=None if entry is None else bool(entry.remedies.zh))


def check_files(files: Mapping[str, bytes], organisation_id: int) -> Checked:
    """Read and check the files of a draft; nothing that they hold makes this fail."""
    try:
        entry = read_entry(files[ENTRY])
    except (KeyError, EntryRefused):
        entry = None
    try:
        model = read_model(whole_bundle(files))
        found = tuple(check_model(model, rules_for(organisation_id, entry)))
    except ModelRefused as refused:
        return Checked(None, tuple(refused.findings), ())
    except EngineError as error:
        return Checked(None, (Finding("model", error.element, "error", error.text),), ())
    return Checked(model, model.report, found)
