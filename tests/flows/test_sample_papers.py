"""The papers that powers come with: printed from their sources as they are, named by a material each, and small."""

import tempfile
from pathlib import Path

import pytest

from app.cases.hostile import harm_in
from app.catalogue.entry import read_entry
from app.flows.draft_files import model_files
from app.flows.folders import bundle_of
from app.flows.papers import paper_findings, paper_sizes, papers_in
from engine import read_model
from tests.flows.conftest import ROOT
from tests.flows.sample_papers import NOTE, mark_of, papers, print_paper, sources

MOST_BYTES, MOST_OF_ALL = 61_440, 4_000_000
CATEGORIES = sorted((ROOT / "bpmn").glob("*/*/power.yaml"))


@pytest.mark.parametrize("entry", CATEGORIES, ids=lambda path: path.parent.name)
def test_what_a_party_fills_in_has_a_sample_and_a_blank_form(entry):
    bundle = bundle_of(ROOT / "bpmn", ROOT / "forms", entry.parent.relative_to(ROOT / "bpmn").as_posix())
    by_party = read_model(bundle).begun_by_party or entry.parent.name == "10-catalogue-change"
    filled_in = [m for m in read_entry(entry.read_bytes()).materials if m.form.zh == "在线填写"]
    assert all(bool(m.sample and m.blank) is by_party for m in filled_in)


@pytest.mark.parametrize("source", sources(), ids=lambda s: s.parent.name)
def test_every_paper_is_there_small_and_marked(source):
    name = source.parent.relative_to(ROOT / "bpmn").as_posix()
    files = bundle_of(ROOT / "bpmn", ROOT / "forms", name)
    entry = read_entry((source.parent / "power.yaml").read_bytes())
    printed = dict(papers(source))
    assert all(mark_of(html) in files[path.name] for path, html in printed.items()), "print them anew"
    assert {path.name for path in printed} == set(papers_in(files)) == set(paper_sizes(entry, files))
    assert list(paper_findings(entry, files)) == []
    assert set(papers_in(files)) <= set(model_files(files)), "the digest covers them"
    for path, html in printed.items():
        assert harm_in(files[path.name], ".pdf") is None
        content = files[path.name]
        assert content.startswith(b"%PDF-") and len(content) <= MOST_BYTES
        assert (NOTE in html and "示例</div>" in html) is ("示例" in path.name)


def test_a_paper_is_printed_the_same_each_time():
    path, html = next(papers(sources()[-1]))
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        assert print_paper(html, Path(one)) == print_paper(html, Path(other)), path


def test_all_together_are_small():
    sizes = [path.stat().st_size for source in sources() for path, _ in papers(source)]
    assert len(sizes) >= 50 and sum(sizes) < MOST_OF_ALL
