"""The samples that powers come with: printed from their sources, named by a material each, and small."""

import pytest

from app.cases.hostile import harm_in
from app.catalogue.entry import read_entry
from app.flows.draft_files import model_files
from app.flows.folders import bundle_of
from app.flows.papers import paper_findings, paper_sizes, papers_in
from tests.flows.conftest import ROOT
from tests.flows.sample_papers import NOTE, papers, sources

MOST_BYTES = 100_000


def test_three_powers_have_samples():
    assert len(sources()) >= 3


@pytest.mark.parametrize("source", sources(), ids=lambda s: s.parent.name)
def test_every_paper_is_there_small_and_marked(source):
    name = source.parent.relative_to(ROOT / "bpmn").as_posix()
    files = bundle_of(ROOT / "bpmn", ROOT / "forms", name)
    entry = read_entry((source.parent / "power.yaml").read_bytes())
    printed = dict(papers(source))
    assert {path.name for path in printed} == set(papers_in(files)) == set(paper_sizes(entry, files))
    assert list(paper_findings(entry, files)) == []
    assert set(papers_in(files)) <= set(model_files(files)), "the digest covers them"
    for path, html in printed.items():
        assert harm_in(files[path.name], ".pdf") is None
        content = files[path.name]
        assert content.startswith(b"%PDF-") and len(content) <= MOST_BYTES
        assert (NOTE in html and "示例</div>" in html) is ("示例" in path.name)
