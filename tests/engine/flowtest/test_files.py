"""Scenarios as files: read strictly, played for real, told in words when something is not as they say."""

from pathlib import Path

import pytest

from app.flows.folders import bundle_of
from engine import read_model
from engine.flowtest import Flow, ScenarioRefused, play_scenario, read_scenario, run_scenarios
from tests.engine.running.test_branching import model as reviewed

ROOT = Path(__file__).parents[3] / "tests/app/powers"
BEGIN = """
title: {zh: 受理后核查, en: Accepted and checked}
begin:
  on: 2026-03-02
  answers:
    申请人: {name: 某面馆, id_type: uscc, id_number: 91350100M000100Y43, phone: "13900001234"}
    面积: 36
    声明: yes
steps:
"""


@pytest.fixture(scope="module")
def model():
    return read_model(bundle_of(ROOT / "bpmn", ROOT / "forms", "90-test/permit"))


def played(model, steps: str):
    return play_scenario(Flow(model), read_scenario("a.test.yaml", BEGIN + steps))


def test_a_scenario_reads_like_the_statute_and_is_met(model):
    told = played(
        model,
        """
  - refused: intake
    answers: {结论: 说不清}
    fields: [结论]
  - do: intake
    answers: {结论: 受理}
  - expect: {passed: [intake], not_passed: [decide], values: {面积: 36}, post: {inspect: 核查组}}
  - wait: 1wd
  - do: inspect
    answers: {合格: yes}
  - do: inspect
    answers: {合格: yes}
  - do: decide
    answers: {决定: 准予}
  - expect: {ended: 准予}
""",
    )
    assert told.met, told.problem
    assert {"intake", "inspect", "decide"} <= told.passed


def test_a_scenario_starts_a_branch_flow():
    start = "steps:\n  - {start: 专家评审, reason: 邻近水源, by: clerk}\n"
    told = play_scenario(Flow(reviewed()), read_scenario("a.test.yaml", start + "  - expect: {passed: [bs]}\n"))
    assert told.met, told.problem
    told = play_scenario(Flow(reviewed()), read_scenario("a.test.yaml", start.replace("专家评审", "听证")))
    assert not told.met and told.step == 1 and "听证" in told.problem.zh


@pytest.mark.parametrize(
    ("steps", "step", "words"),
    [
        ("  - do: 没有这一步\n", 1, "没有这一步"),
        ("  - expect: {ended: 准予}\n", 1, "结果应为 准予，实为 —"),
        ("  - do: intake\n    answers: {结论: 受理}\n  - expect: {open: [intake]}\n", 2, "待办应为"),
        ("  - refused: intake\n    answers: {结论: 受理}\n", 1, "intake"),
        ("  - do: intake\n    answers: {}\n", 1, "结论"),
        ("  - expect: {values: {面积: 37}}\n", 1, "面积 的值应为 37，实为 36"),
        ("  - expect: {passed: decide}\n", 1, "应当经过 decide"),
    ],
)
def test_what_is_not_as_it_says_is_told_with_its_step(model, steps, step, words):
    told = played(model, steps)
    assert not told.met and told.step == step
    assert words in told.problem.zh and told.problem.en


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a: [", "不是 YAML"),
        ("[]", "title、begin、steps"),
        ("begin: {on: 明天}\nsteps: []", "begin.on 应当是日期"),
        ("steps: [{do: a, until: 2026-01-01}]", "第 1 步"),
        ("steps: [{wait: 5 days}]", "wait 写作 5wd"),
        ("steps: [{expect: {colour: red}}]", "expect 里只能有"),
        ("steps: [{do: a, colour: red}]", "多了 colour"),
        ("steps: [{do: a, answers: 3}]", "answers 应当是一组字段"),
        ("steps: 3", "列表"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(source, words):
    with pytest.raises(ScenarioRefused) as refused:
        read_scenario("a.test.yaml", source)
    assert "a.test.yaml" in refused.value.text.zh and words in refused.value.text.zh


def test_all_scenarios_of_a_bundle_together_cover_what_they_pass(model):
    accepted = "  - do: intake\n    answers: {结论: 受理}\n"
    trial = run_scenarios(model, {"a.test.yaml": (BEGIN + accepted).encode(), "b.test.yaml": b"steps: 3", "c.txt": b""})
    assert [told.met for told in trial.told] == [True, False] and not trial.met
    assert 0 < trial.share < 1 and "decide" in trial.missing and "intake" not in trial.missing
