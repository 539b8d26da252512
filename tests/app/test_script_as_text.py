"""Script in every text field of an application is shown as text, wherever the application is shown."""

from app.cases.commands import StartCase, start_case
from app.cases.keys import new_key
from app.cases.owner import Owner
from app.flows.queries import effective_model
from tests.app.test_http_tasks import browser, task_of
from tests.app.world import APPLICATION, POWER

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def test_script_in_any_text_field_is_only_text(served):
    with served.app_context():
        form = effective_model(POWER).start_form
        texts = {f.name: SCRIPT for f in form.fields if f.widget in ("text", "textarea", "line", "long")}
        person = {**APPLICATION["申请人"], "name": SCRIPT}
        receipt = start_case(
            StartCase(POWER, {**APPLICATION, **texts, "申请人": person}, new_key(), Owner("browser:test"))
        )
        code, password = receipt.query_code, receipt.password
    clerk, party = browser(served, "limin"), served.test_client()
    party.post("/track", data={"code": code, "password": password})
    task = task_of(served, receipt.case_id)
    pages = [
        *(clerk.get(address) for address in ("/inbox", f"/inbox/tasks/{task}", f"/inbox/cases/{receipt.number}")),
        party.get(f"/cases/{receipt.number}"),
    ]
    assert all(page.status_code == 200 for page in pages), [page.status_code for page in pages]
    assert any("&lt;script&gt;alert(1)" in page.text for page in pages)
    for page in pages:
        assert "<script>alert(1)" not in page.text and "<img src=x" not in page.text
    asked = (*texts, "申请人.name", "面积", "as_whom", "as_agent.name")
    sent = party.post(f"/powers/{POWER}/apply", data=dict.fromkeys(asked, SCRIPT))
    assert sent.status_code == 422 and "<script>alert(1)" not in sent.text and "&lt;script&gt;" in sent.text
