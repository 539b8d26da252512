"""Samples (样表) and blank forms (空表) of the materials: files of the bundle that the catalogue entry names."""

from collections.abc import Iterator, Mapping

from app.catalogue.entry import Entry
from app.catalogue.entry_changes import NOTHING, EntryChange
from app.flows.draft_files import PAPER_SUFFIXES
from app.refusal import Refusal
from engine import Finding, Text

THERE = Text("有", "there")


class PaperRefused(Refusal):
    """A file that cannot be a sample or blank form."""


def papers_in(files: Mapping[str, bytes]) -> list[str]:
    """The names of all papers among the files."""
    return sorted(name for name in files if name.endswith(PAPER_SUFFIXES))


def find_paper(entry: Entry, files: Mapping[str, bytes], name: str) -> bytes | None:
    """The paper, if a material names it and it is there."""
    named = {paper for material in entry.materials for paper in (material.sample, material.blank)}
    return files.get(name) if name in named and name.endswith(PAPER_SUFFIXES) else None


def paper_sizes(entry: Entry, files: Mapping[str, bytes]) -> dict[str, int]:
    """The papers that materials name and that are there, with their sizes."""
    return {name: len(content) for name in papers_in(files) if (content := find_paper(entry, files, name)) is not None}


def paper_changes(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[EntryChange]:
    """Papers that were added, removed, or are not what they were."""
    for name in sorted({*papers_in(before), *papers_in(after)}):
        named = Text(f"样表“{name}”", f"Paper “{name}”")
        if name not in before or name not in after:
            yield EntryChange(name, named, *((THERE, NOTHING) if name in before else (NOTHING, THERE)))
        elif before[name] != after[name]:
            yield EntryChange(name, named)


def paper_findings(entry: Entry, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Papers that are named and not there, or there and not named."""
    there, named = set(papers_in(files)), set()
    for material in entry.materials:
        kinds = ((material.sample, Text("示例", "sample")), (material.blank, Text("空表", "blank form")))
        for paper, kind in kinds:
            named.add(paper)
            if paper and paper not in there:
                yield _finding(
                    Text(
                        f"材料“{material.name.zh}”的{kind.zh}“{paper}”不在文件里。",
                        f"The {kind.en} “{paper}” of the material “{material.name.en}” is not among the files.",
                    ),
                    Text("把文件加进来，或者改材料里写的文件名。", "Add the file, or change the name in the material."),
                )
    for paper in sorted(there - named):
        yield _finding(
            Text(f"样表“{paper}”没有材料用到。", f"No material names the paper “{paper}”."),
            Text("在材料里写上它，或者删去。", "Name it in a material, or remove it."),
        )


def _finding(message: Text, mend: Text) -> Finding:
    return Finding("papers", None, "warning", message, mend)
