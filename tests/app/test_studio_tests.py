"""The scenarios of a draft at the studio's pages: written, refused with their step, run, renamed, deleted."""

import pytest

from app.flows.draft_queries import get_draft
from tests.app.reviewing import SCENARIOS, drawn
from tests.app.test_http_tasks import browser


@pytest.fixture
def draft_id(served) -> int:
    with served.app_context():
        return drawn(scenarios={name: text for name, text in SCENARIOS.items() if name != "silence.test.yaml"})


def files(served, draft_id: int) -> set[str]:
    with served.app_context():
        return {name for name in get_draft(draft_id).files if name.endswith(".test.yaml")}


def save(client, draft_id: int, **said: str):
    return client.post(f"/studio/drafts/{draft_id}/tests/edit", data={f"_{name}": text for name, text in said.items()})


def test_all_are_played_and_what_they_leave_out_is_named(served, draft_id):
    page = browser(served, "wenjing").get(f"/studio/drafts/{draft_id}/tests").text
    assert "3 / 3 个测试通过" in page and "五日未告知" in page and "<svg" in page


def test_one_is_written_with_what_the_application_asks_and_saved_and_run(served, draft_id):
    client = browser(served, "wenjing")
    assert "面积: &#39;&#39;" in client.get(f"/studio/drafts/{draft_id}/tests/edit").text
    assert save(client, draft_id, name="默认受理", text=SCENARIOS["silence.test.yaml"]).status_code == 303
    assert "默认受理.test.yaml" in files(served, draft_id)
    assert "4 / 4 个测试通过，走过 100.0 %" in client.get(f"/studio/drafts/{draft_id}/tests").text


def test_what_cannot_be_read_is_told_by_its_step_and_kept_on_the_page(served, draft_id):
    client = browser(served, "wenjing")
    wrong = save(client, draft_id, name="wrong", text="steps: [{wait: soon}]  # 我写的")
    assert wrong.status_code == 422 and "第 1 步" in wrong.text and "我写的" in wrong.text
    assert save(client, draft_id, name="../etc", text=SCENARIOS["silence.test.yaml"]).status_code == 422
    assert save(client, draft_id, name="", text=SCENARIOS["silence.test.yaml"]).status_code == 422
    assert len(files(served, draft_id)) == 3


def test_one_that_is_not_met_says_what_is_otherwise(served, draft_id):
    client = browser(served, "wenjing")
    save(client, draft_id, name="wrong", text=SCENARIOS["granted.test.yaml"].replace("ended: 准予", "ended: 不予"))
    page = client.get(f"/studio/drafts/{draft_id}/tests").text
    assert "3 / 4 个测试通过" in page and "不予" in page


def test_renamed_and_deleted(served, draft_id):
    client = browser(served, "wenjing")
    save(client, draft_id, was="granted", name="准予许可", text=SCENARIOS["granted.test.yaml"])
    assert {"准予许可.test.yaml"} == files(served, draft_id) - {"refused.test.yaml", "withdrawn.test.yaml"}
    save(client, draft_id, was="准予许可", name="准予许可", text="", delete="1")
    assert files(served, draft_id) == {"refused.test.yaml", "withdrawn.test.yaml"}


def test_other_organisations_analysts_and_others_are_refused(served, draft_id):
    assert browser(served, "dingning").get(f"/studio/drafts/{draft_id}/tests").status_code == 403
    assert save(browser(served, "dingning"), draft_id, name="a", text="steps: []").status_code == 403
    assert browser(served, "limin").get(f"/studio/drafts/{draft_id}/tests").status_code == 403


def test_a_flow_that_cannot_be_read_says_so(served, draft_id):
    from tests.app.reviewing import changed

    with served.app_context():
        changed(draft_id, flow__bpmn=b"<nothing/>")
    page = browser(served, "wenjing").get(f"/studio/drafts/{draft_id}/tests")
    assert page.status_code == 422 and "流程还读不出来" in page.text
    assert browser(served, "wenjing").get(f"/studio/drafts/{draft_id}/tests/edit").status_code == 200
