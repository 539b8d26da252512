"""The tests of a draft over HTTP: played and recorded step by step, run, edited, renamed, removed."""

import re

import pytest

from app.flows.draft_queries import get_draft
from app.flows.drafts import save_files
from engine.flowtest import Flow, play_scenario, read_scenario
from tests.app.reviewing import SCENARIOS
from tests.app.test_studio import BEGIN, FLOW, analyst, browser, draft_id, files  # noqa: F401  (fixtures)
from tests.app.world import POWER, officer

APPLY = {
    "_do": "begin", "_on": "2026-03-02", "申请人.name": "巷口面馆", "申请人.id_type": "uscc",
    "申请人.id_number": "91350100M000100Y43", "申请人.phone": "13800138000", "面积": "36", "声明": "yes",
}  # fmt: skip


@pytest.fixture
def permit(analyst, served):  # noqa: F811
    """The address of a draft of the test power."""
    answer = analyst.post("/studio/new", data={"power": POWER})
    assert answer.status_code == 303
    return answer.headers["Location"]


def act(client, permit: str, at: str = "", **said: str):
    return client.post(f"{permit}/play{at}", data=said)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def stored(served, permit: str) -> dict[str, bytes]:
    return files(served, int(permit.rsplit("/", 1)[1]))


def test_a_case_is_played_recorded_and_saved_as_a_test_that_is_met(analyst, served, permit):  # noqa: F811
    assert "还没有测试" in analyst.get(f"{permit}/tests").text
    assert act(analyst, permit, **APPLY).status_code == 303
    page = text_of(analyst.get(f"{permit}/play"))
    assert "窗口" in page and "3月2日" in page and "3月4日" in page  # who, today, until when
    assert act(analyst, permit, _do="wait", _wait="1", _unit="wd").status_code == 303
    assert "3月3日" in text_of(analyst.get(f"{permit}/play"))
    assert act(analyst, permit, _do="do", 结论="受理", _by="李敏").status_code == 303
    for _ in range(2):
        assert act(analyst, permit, _do="do", 合格="yes", _by="王五" if _ else "").status_code == 303
    wrong = act(analyst, permit, _do="do", 决定="不予")
    assert wrong.status_code == 422 and "记进测试" in wrong.text
    assert act(analyst, permit, _do="refuse", 决定="不予").status_code == 303
    same = act(analyst, permit, _do="do", 决定="准予", _by="王五")
    assert same.status_code == 422 and "须由另一人办理" in same.text
    assert act(analyst, permit, _do="refuse", 决定="准予", _by="王五").status_code == 303
    assert act(analyst, permit, _do="refuse", 决定="准予").status_code == 422  # it would be accepted
    assert act(analyst, permit, _do="do", 决定="准予").status_code == 303
    assert "办结：准予" in text_of(analyst.get(f"{permit}/play"))
    saved = analyst.post(f"{permit}/play/save", data={"name": "granted", "title": "准予", "each": "1"})
    assert saved.status_code == 303
    words = stored(served, permit)["granted.test.yaml"].decode()
    assert "ended: 准予" in words and "核查组" in words and "fields: [by]" in words and "fields: [理由]" in words
    page = text_of(analyst.get(f"{permit}/tests"))
    assert "通过" in page and "补正" in page  # what is not covered
    again = analyst.post(f"{permit}/tests")
    assert again.status_code == 303 and "运行了 1 个测试，1 个通过" in analyst.get(f"{permit}/tests").text
    assert "哪一天申请" in analyst.get(f"{permit}/play").text  # the play is over


def test_messages_are_sent_steps_taken_back_and_the_play_survives(analyst, served, permit):  # noqa: F811
    act(analyst, permit, **APPLY)
    assert act(analyst, permit, "?message=撤回申请", _do="send").status_code == 303
    assert "办结：已撤回" in text_of(analyst.get(f"{permit}/play"))
    assert act(analyst, permit, _do="back").status_code == 303
    other = browser(served)  # the same officer at another computer
    assert "现在等谁" in other.get(f"{permit}/play").text
    colleague = browser(served, "pengfei")
    assert "哪一天申请" in colleague.get(f"{permit}/play").text or colleague.get(f"{permit}/play").status_code == 403
    assert act(analyst, permit, _do="wait", _wait="6", _unit="wd").status_code == 303
    assert "核查组" in analyst.get(f"{permit}/play").text
    saved = analyst.post(f"{permit}/play/save", data={"name": "silence", "title": "", "title_en": ""})
    assert saved.status_code == 303
    words = stored(served, permit)["silence.test.yaml"].decode()
    assert "open: [核查, 核查]" in words and "wait: 6wd" in words
    assert act(analyst, permit, _do="restart").status_code == 303


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({**APPLY, "_on": "morgen"}, "2026-03-02"),
        ({**APPLY, "面积": "viel"}, "需要改正"),
        ({"_do": "wait", "_wait": "1"}, "先提交申请"),
        ({"_do": "nothing"}, "先提交申请"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_kept(analyst, permit, said, words):  # noqa: F811
    answer = analyst.post(f"{permit}/play", data=said)
    assert answer.status_code == 422 and words in answer.text
    assert "哪一天申请" in analyst.get(f"{permit}/play").text


def test_a_play_that_the_changed_flow_does_not_allow_can_be_begun_anew(analyst, served, permit):  # noqa: F811
    act(analyst, permit, **APPLY)
    act(analyst, permit, _do="do", 结论="补正")
    with served.app_context():
        number = int(permit.rsplit("/", 1)[1])
        draft = get_draft(number)
        form = draft.files["intake.schema.json"].replace("补正".encode(), "退件".encode())
        save_files(number, draft.revision, {"intake.schema.json": form}, officer("wenjing"), "k9")
    page = analyst.get(f"{permit}/play")
    assert page.status_code == 200 and "走不下去" in page.text
    assert act(analyst, permit, _do="back").status_code == 303
    assert "窗口" in analyst.get(f"{permit}/play").text


def test_another_test_is_not_overwritten_by_renaming_nor_a_colleagues_words(analyst, served, permit):  # noqa: F811
    number = int(permit.rsplit("/", 1)[1])
    with served.app_context():
        tests = {name: text.encode() for name, text in SCENARIOS.items()}
        save_files(number, 1, tests, officer("wenjing"), "k2")
    page = analyst.get(f"{permit}/tests")
    assert "4 / 4 个测试通过，走过 100.0 %" in page.text and "每个节点、每条路都走过了" in page.text
    assert "没有测试发现的改动" in analyst.get(f"{permit}/tests?mutate=1").text
    words = {"_was": "granted", "_text": SCENARIOS["granted.test.yaml"]}
    taken = analyst.post(f"{permit}/tests/edit", data={**words, "_name": "silence"})
    assert taken.status_code in (409, 422) and "已经有同名的了" in taken.text
    late = analyst.post(
        f"{permit}/tests/edit", data={**words, "_name": "granted", "_revision": "1", "_text": "steps: []"}
    )
    assert late.status_code == 409
    assert stored(served, permit)["silence.test.yaml"].decode() == SCENARIOS["silence.test.yaml"]


def test_a_file_is_told_by_its_name_and_hash_and_a_sample_stands_in_where_none_is_chosen(analyst, served):  # noqa: F811
    answer = analyst.post("/studio/new", data={"power": POWER})
    permit = answer.headers["Location"]
    number = int(permit.rsplit("/", 1)[1])
    with served.app_context():
        draft = get_draft(number)
        schema = draft.files["apply.schema.json"].decode()
        ui = draft.files["apply.ui.json"].decode()
        changed = re.sub(r'("properties": \{)', r'\1 "附件": {"type": "object", "title": "附件"},', schema, count=1)
        shown = ui.replace('"fields": {', '"fields": {"附件": {"widget": "file", "accept": [".png"]}, ', 1)
        save_files(number, 1, {"apply.schema.json": changed.encode(), "apply.ui.json": shown.encode()},
                   officer("wenjing"), "k3")  # fmt: skip
    assert act(analyst, permit, **APPLY).status_code == 303
    saved = analyst.post(f"{permit}/play/save", data={"name": "filed", "title": "有附件"})
    assert saved.status_code == 303
    words = stored(served, permit)["filed.test.yaml"].decode()
    assert "附件.png" in words
    with served.app_context():
        from app.studio.testing_pages import model_of

        assert play_scenario(Flow(model_of(get_draft(number))), read_scenario("filed.test.yaml", words)).met


def test_the_tests_of_a_flow_that_cannot_be_read_are_listed_all_the_same(analyst, served, permit):  # noqa: F811
    with served.app_context():
        number = int(permit.rsplit("/", 1)[1])
        save_files(number, 1, {"flow.bpmn": b"<x/>", "a.test.yaml": b"steps: []"}, officer("wenjing"), "k4")
    assert "流程还读不出来" in analyst.get(f"{permit}/tests").text
    assert analyst.get(f"{permit}/tests/edit?name=a").status_code == 200
    assert analyst.get(f"{permit}/play").status_code == 200
    assert act(analyst, permit, **APPLY).status_code == 422


def test_only_the_bodys_own_analysts_see_its_tests(served, permit):
    other = browser(served, "dingning")
    assert other.get(f"{permit}/tests").status_code == 403 and other.get(f"{permit}/play").status_code == 403
