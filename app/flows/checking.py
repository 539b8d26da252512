"""What the engine says of files that are to become a power's flow, by what the platform knows: posts, remedies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.catalogue.entry import Entry, EntryRefused, read_entry
from app.flows.draft_files import ENTRY
from app.flows.library import whole_bundle
from app.flows.papers import paper_findings
from app.flows.reserved import reserved_names
from app.flows.safeguards import unmarked_standards
from app.people.nearby import list_authorities
from engine import EngineError, Finding, Limit, Model, ModelRefused, Rules, Text, check_model, read_model


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


def _apart(model: Model, entry: Entry | None) -> Iterator[Finding]:
    """Where the flow and the catalogue entry say different things of the power; it cannot be submitted like that."""
    if entry is None or not model.power.code:
        return
    said = (
        (Text("权力编码", "code"), model.power.code, entry.code),
        (Text("法定时限", "statutory limit"), model.power.limit, entry.limit),
        (Text("承诺时限", "promised limit"), model.power.promise, entry.promise),
        (Text("可以延长的时间", "extension"), model.power.extension, entry.extension),
    )
    for what, of_flow, of_entry in said:
        if of_flow != of_entry:
            flow, its = _in_words(of_flow), _in_words(of_entry)
            text = Text(
                f"{what.zh}：流程写的是{flow.zh}，事项写的是{its.zh}。",
                f"The {what.en} is {flow.en} in the flow and {its.en} in the entry.",
            )
            mend = Text("改流程或者改事项，让两处一致。", "Change the flow or the entry, so that both say the same.")
            yield Finding("entry", model.process_id, "warning", text, mend)


def _of_entry(model: Model, entry: Entry, files: Mapping[str, bytes]) -> Iterator[Finding]:
    yield from paper_findings(entry, files)
    yield from unmarked_standards(model, entry.category)


def _in_words(said: Limit | str | None) -> Text:
    if said is None or said == "":
        return Text("（没有）", "(none)")
    return said.text if isinstance(said, Limit) else Text(said, said)


def rules_for(organisation_id: int, entry: Entry | None) -> Rules:
    """What the checks go by for a flow of this organisation: its posts and their holders, the entry's remedies."""
    own, *others = list_authorities(organisation_id)
    kinds = (("", own), *((authority.kind, authority) for authority in (own, *others)))  # "": the flow draws no pool
    posts = {(kind, post.name): post.holders for kind, authority in kinds for post in authority.posts}
    return Rules(posts=posts, remedies=None if entry is None else bool(entry.remedies.zh))


def check_files(files: Mapping[str, bytes], organisation_id: int) -> Checked:
    """Read and check the files of a draft; nothing that they hold makes this fail."""
    try:
        entry = read_entry(files[ENTRY])
    except (KeyError, EntryRefused):
        entry = None
    try:
        model = read_model(whole_bundle(files))
        found = (
            *reserved_names(model),
            *check_model(model, rules_for(organisation_id, entry)),
            *_apart(model, entry),
            *(_of_entry(model, entry, files) if entry else ()),
        )
    except ModelRefused as refused:
        return Checked(None, tuple(refused.findings), ())
    except EngineError as error:
        return Checked(None, (Finding("model", error.element, "error", error.text),), ())
    return Checked(model, model.report, found)
