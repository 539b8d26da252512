"""What is not public stands nowhere the public looks; the home page's usual items; what a page of the hall costs."""

from datetime import UTC, datetime

import pytest
import yaml
from sqlalchemy import update

from app.cases.keys import new_key
from app.cases.often import list_often_used
from app.cases.tables import CaseRow
from app.catalogue.commands import enter_power
from app.catalogue.implementing import adopt
from app.catalogue.importing import begin_import, confirm_import, look_through, write_for
from app.catalogue.queries import list_documents, search_store
from app.catalogue.sheets import write_rows
from app.database import db, in_transaction
from tests.app.counting import Counting
from tests.app.test_http_tasks import browser
from tests.app.world import POWER, accept, apply, decide, inspect, officer
from tests.support.databases import POWERS

ENTRY = POWERS / "bpmn" / "90-test" / "permit" / "power.yaml"
LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)
HIDDEN = {"disclosed": False, "undisclosed_reason": {"zh": "涉及国家秘密", "en": "A state secret"}}


@pytest.fixture
def hidden(served):
    """The test power has a result and an implementation, and is then no longer public."""
    with served.app_context():
        adopt(POWER, ["dongchuan-scjg"], {}, officer("admin").id)
        receipt = apply()
        accept(receipt.case_id)
        inspect(receipt.case_id)
        decide(receipt.case_id)
        enter_power(yaml.safe_dump(yaml.safe_load(ENTRY.read_text()) | HIDDEN, allow_unicode=True).encode())
        db.session.remove()
    return served


@pytest.mark.parametrize(
    "address",
    [
        "/", "/powers", "/powers?q=测试许可", "/powers?level=county", "/results", "/results.atom", "/lobby",
        "/open-data/catalogue.json", "/open-data/catalogue.csv", "/open-data/results.json", "/sitemap.xml",
    ],
)  # fmt: skip
def test_what_is_not_public_stands_nowhere(hidden, address):
    answer = hidden.test_client().get(address)
    assert answer.status_code == 200 and "测试许可" not in answer.text.replace("q=测试许可", "").replace(
        "“测试许可”", ""
    ).replace('value="测试许可"', "")
    assert POWER not in answer.text


@pytest.mark.parametrize(
    "address",
    [
        f"/powers/{POWER}", f"/powers/{POWER}.dongchuan-scjg", f"/powers/{POWER}/apply", f"/results?power={POWER}",
        f"/powers/{POWER}/guide.pdf", f"/powers/{POWER}/versions", f"/powers/{POWER}/versions/1.zip",
        f"/powers/{POWER}/changes.atom", f"/powers/{POWER}.dongchuan-scjg/changes.atom", f"/powers/{POWER}/mail",
        f"/powers/{POWER}/power-of-attorney.pdf", f"/results.atom?power={POWER}",
    ],
)  # fmt: skip
def test_what_is_not_public_has_no_page(hidden, address):
    assert hidden.test_client().get(address).status_code == 404


def test_its_keeper_finds_it_with_the_reason(hidden):
    admin = browser(hidden, "admin")
    assert POWER in admin.get("/admin/catalogue?q=测试许可").text
    assert "涉及国家秘密" in admin.get(f"/admin/catalogue/items/{POWER}").text
    with hidden.app_context():
        assert [p.code for p in search_store(POWER)] == [POWER]


# ------------------------------------------------------------------------------------------------ often used


def test_what_is_usual_is_told_by_the_cases_of_the_last_months(app):
    assert list_often_used(4) == []
    app.extensions.pop("daylight-often")
    apply()
    assert [p.code for p in list_often_used(4)] == [POWER]
    app.extensions.pop("daylight-often")
    in_transaction(lambda session: session.execute(update(CaseRow).values(started_at=LONG_AGO)))
    assert list_often_used(4) == []


def test_what_is_usual_is_worked_out_once_and_counts_implementations_for_their_item(served):
    with served.app_context():
        apply()
        list_often_used(4)
        with Counting(db.engine) as counted:
            list_often_used(4)
        assert counted.statements == 2


# ------------------------------------------------------------------------------------------------ what a page costs


@pytest.fixture
def many(served):
    with served.app_context():
        document, bodies = next(list_documents()), ("dongchuan-scjg", "xiling-scjg", "qinghe", "shiqiao")
        items = [{**document, "code": f"x-{n:03d}", "name": {"zh": f"小作坊登记{n}", "en": "W"}} for n in range(150)]
        adopted = [
            {"adopts": item["code"], "code": f"{item['code']}.{body}", "body": body}
            for item in items
            for body in bodies
        ]
        content = write_rows("json", [*items, *adopted])
        import_id = begin_import("a.json", "json", content, officer("admin").id, new_key())
        look_through(import_id)
        confirm_import(import_id)
        write_for(import_id, 600)
        db.session.remove()
    return served


@pytest.mark.parametrize(
    "address",
    [
        "/", "/powers", "/powers?q=作坊", "/powers?q=xzfdj", "/powers?level=township", "/powers?category=licence",
        "/powers?event=founding", "/powers?q=作坊&event=founding",
        "/powers?after=x-100", "/powers/x-001", "/powers/x-001.qinghe", f"/powers/{POWER}", "/results", "/figures",
    ],
)  # fmt: skip
def test_a_page_of_the_hall_costs_fifteen_statements_at_most_however_much_there_is(many, address):
    client = many.test_client()
    with many.app_context():
        engine = db.engine
    with Counting(engine) as counted:
        answer = client.get(address)
    assert answer.status_code == 200 and counted.statements <= 15, counted.statements
