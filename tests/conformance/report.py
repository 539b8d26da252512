"""``python -m tests.conformance.report``: read and play the corpora, print the table, write docs/conformance.md."""

from collections import Counter
from pathlib import Path

from tests.conformance.corpora import PLAYED, Outcome, median_ms, outcomes

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"
HEAD = """# Conformance: real BPMN files of other tools

Made by `python -m tests.conformance.report` from the 406 models of `../shared/corpora/models` (ten kinds of modelling
tools and engines), which are not part of the project. *Played*: `python -m engine run` came to an end, or to waiting
for a message, signal or time from outside, with made-up answers. *Lost*: files with user tasks missing in the model.
`tests/conformance/test_corpora.py` holds: at least 98 % accepted or repaired, 92 % played, nothing lost, no crash, a
median check within 50 ms; and the 35 hostile files. `tests/conformance/test_behaviour.py` plays the 45 behaviour
cases of `../shared/corpora/behaviour`; those that rest on Python or on another engine's conventions are listed there
with the reason.

"""


def table(found: list[Outcome]) -> str:
    """One row a folder."""
    lines = ["| folder | files | accepted | repaired | refused | played | lost |", "|---|--:|--:|--:|--:|--:|--:|"]
    folders = sorted({o.folder for o in found})
    for folder in [*folders, ""]:
        here = [o for o in found if o.folder == folder or not folder]
        verdicts = Counter(o.verdict for o in here)
        counts = [len(here), verdicts["accepted"], verdicts["repaired"], verdicts["refused"] + verdicts["crash"]]
        counts += [sum(o.played in PLAYED for o in here), sum(bool(o.lost) for o in here)]
        lines.append(f"| {folder or '**all**'} | " + " | ".join(map(str, counts)) + " |")
    return "\n".join(lines) + "\n"


def page(found: list[Outcome]) -> str:
    read = sum(o.verdict in ("accepted", "repaired") for o in found)
    played = sum(o.played in PLAYED for o in found)
    parts = [HEAD, table(found)]
    shares = f"Read {read / len(found):.1%}, played {played / len(found):.1%}"
    parts.append(f"\n{shares}; median time of reading {median_ms(found):.0f} ms.\n")
    parts.append("\n## Refused\n\n| file | why |\n|---|---|\n")
    parts += [f"| {o.folder}/{o.file} | {_cell(o.why)} |\n" for o in found if o.verdict == "refused"]
    parts.append("\n## Read, not played\n\n| file | how it went |\n|---|---|\n")
    parts += [
        f"| {o.folder}/{o.file} | {o.played}: {_cell(o.why)} |\n" for o in found if o.played and o.played not in PLAYED
    ]
    return "".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")[:160]


if __name__ == "__main__":
    everything = list(outcomes())
    print(table(everything))
    PAGE.write_text(page(everything), encoding="utf-8")
