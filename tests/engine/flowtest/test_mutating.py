"""The mutation check: every kind of mistake is noticed by a test that looks, and listed when none does."""

import json
from pathlib import Path

import pytest

from app.flows.folders import bundle_of
from engine import EngineError, check_mutants, prove, read_model
from engine.flowtest import Flow, trying
from engine.flowtest.mutants import mutants
from tests.app.reviewing import ACCEPT, BEGIN, INSPECT, SCENARIOS
from tests.engine.flowtest.test_command import run, scenarios

ROOT = Path(__file__).parents[3]
TESTS = {name: text.encode() for name, text in SCENARIOS.items()}
DONE = INSPECT.replace("yes}}", "yes}, by: 甲}", 1)
STRICT = (
    BEGIN
    + "  - expect: {post: {intake: 窗口}, due: {intake: 2026-03-04}}\n  - wait: 1wd\n"
    + ACCEPT
    + "  - expect: {post: {核查: 核查组}, due: {核查: 2026-03-06}, started_on: 2026-03-03}\n"
    + DONE
    + "  - expect: {post: {决定: 首席代表}, due: {决定: 2026-03-04}}\n"
    + "  - {refused: 决定, by: 甲, answers: {决定: 准予}, fields: [by]}\n"
    + "  - {do: 决定, answers: {决定: 准予}}\n"
)
CORRECTED = BEGIN + "  - {do: intake, answers: {结论: 补正}}\n  - expect: {due: {补正: 2026-03-30}}\n"


def permit():
    where = ROOT / "tests/app/powers"
    return read_model(bundle_of(where / "bpmn", where / "forms", "90-test/permit"))


def test_tests_that_only_pass_through_overlook_posts_limits_and_duties():
    found = check_mutants(permit(), TESTS)
    missed = {mutant.kind for mutant in found.unnoticed}
    assert missed == {"post", "limit", "separation", "clock"}
    assert 0 < found.score < 1 and found.untried == 0
    assert "“决定”不再须由另一人办" in [m.said.zh for m in found.unnoticed]
    assert all(m.said.en != m.said.zh for m in found.unnoticed)


def test_tests_that_look_notice_everything():
    looking = {**TESTS, "strict.test.yaml": STRICT.encode(), "corrected.test.yaml": CORRECTED.encode()}
    found = check_mutants(permit(), looking)
    assert [m.said.zh for m in found.unnoticed] == [] and found.score == 1


def test_a_scenario_that_is_not_met_notices_nothing_and_without_tests_nothing_is_noticed():
    broken = {"a.test.yaml": (BEGIN + "  - expect: {ended: 没有}\n").encode(), "b.test.yaml": b"steps: 3"}
    found = check_mutants(permit(), broken)
    assert found.noticed == 0 and found.score == 0 and found.unnoticed


def test_when_the_time_is_over_it_says_what_was_not_tried():
    found = check_mutants(permit(), TESTS, seconds=0)
    assert found.untried == len(mutants(permit())) and found.tried == 0


def test_the_check_leaves_the_model_and_the_gathered_coverage_alone():
    model, made = permit(), []
    elements, flows, before = dict(model.elements), dict(model.flows), Flow.made
    Flow.made = staticmethod(made.append)
    try:
        check_mutants(model, TESTS)
    finally:
        Flow.made = staticmethod(before)
    assert made == []
    assert model.elements == elements and model.flows == flows
    assert model.flows["grant"].condition({"决定": "准予"}) is True


@pytest.mark.parametrize("power", ["01-licence/01-food-business", "02-penalty/02-unlicensed-food"])
def test_every_mutant_of_a_shipped_flow_can_be_played_or_is_refused_in_words(power, monkeypatch):
    monkeypatch.setattr(trying, "ATTEMPTS", 1)
    made = mutants(read_model(bundle_of(ROOT / "bpmn", ROOT / "forms", power)))
    assert {"condition", "boundary", "post", "separation", "row", "limit", "timer"} <= {m.kind for m in made}
    for mutant in made:
        try:
            assert trying.play(mutant.make()).outcome
        except EngineError as refused:
            assert refused.text.zh


def test_the_proof_tells_it_without_being_unmet():
    model = permit()
    proof = prove(model, TESTS, mutation=check_mutants(model, TESTS))
    verdict = proof.verdicts[-1]
    assert (verdict.name.zh, verdict.state) == ("变异检查", "told") and "没有发现的如" in verdict.said.zh
    said = proof.as_json()["mutation"]
    assert said["unnoticed"][0]["said"]["en"] and 0 < said["score"] < 1
    hurried = prove(model, TESTS, mutation=check_mutants(model, TESTS, seconds=0)).verdicts[-1]
    assert hurried.state == "told" and "没有试" in hurried.said.zh
    assert "Mutation check" not in {v.name.en for v in prove(model, TESTS).verdicts}


def test_from_the_command_line(tmp_path):
    folder = scenarios(tmp_path / "power")
    done = run(folder, "--mutate")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "changes noticed" in done.stdout and "- late: 去掉“审查”上的边界事件“late”" in done.stdout
    found = json.loads(run(folder, "--mutate", "--json").stdout)
    assert "late" in [one["element"] for one in found[0]["mutation"]["unnoticed"]]
    assert "not tried: the time was over" in run(folder, "--mutate", "--seconds", "0").stdout
