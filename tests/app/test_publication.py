"""What the public sees of the work: results without persons' names, figures, open data, how to verify."""

import csv
import io
from datetime import timedelta

import jsonschema
import pytest
from lxml import etree
from sqlalchemy import select, update

from app.cases.publication import by_month, figures, list_results, this_moment
from app.cases.tables import ResultRow
from app.catalogue.tables import PowerRow
from app.clock import today
from app.database import db, in_transaction
from app.log.chain import link
from tests.app.counting import Counting
from tests.app.world import APPLICANT, POWER, accept, apply, decide, do, inspect

PERSON = {"name": "何秀芝", "id_type": "idcard", "id_number": "11010519491231002X", "phone": "13800138000"}


def decided(decision: str = "准予", **answers) -> int:
    case_id = apply(**answers).case_id
    accept(case_id)
    inspect(case_id)
    decide(case_id, decision)
    return case_id


@pytest.fixture
def public(app):
    return app.test_client()


def test_a_decision_is_published_with_the_organisations_name_and_what_of_the_limit_it_took(app, clock):
    case_id = apply().case_id
    accept(case_id)
    clock.advance_to(clock.now() + timedelta(days=4))  # over a weekend
    inspect(case_id)
    assert list_results()[0] == []
    decide(case_id)
    (result,), more = list_results()
    assert (result.applicant.zh, result.outcome.zh, more) == (APPLICANT["name"], "准予", None)
    assert (result.used, str(result.allowed), result.late) == (2, "6wd", False)


def test_a_natural_person_is_not_named_anywhere(app, public):
    decided(申请人=PERSON)
    assert list_results()[0][0].applicant.zh == "个人，不公开姓名"
    for address in ("/", "/results", "/results.atom", "/open-data/results.json", "/open-data/results.csv"):
        assert PERSON["name"] not in public.get(address).text


def test_what_ends_without_a_decision_and_what_is_not_disclosed_is_not_published(app):
    from app.cases.commands import SendMessage, send_message
    from app.cases.keys import new_key

    withdrawn = apply().case_id
    send_message(SendMessage(withdrawn, "撤回申请", {}, new_key(), party_case=withdrawn))
    in_transaction(lambda s: s.execute(update(PowerRow).where(PowerRow.code == POWER).values(disclosed=False)))
    decided()
    assert db.session.scalars(select(ResultRow)).all() == []


def test_the_figures_of_this_moment_are_counted_and_kept_for_a_minute(app):
    decided()
    apply()
    now = this_moment()
    assert (now.running, now.begun_today, now.decided_today, now.late) == (1, 2, 1, 0)
    assert now.mean_workdays == 0
    apply()
    assert this_moment() is now


def test_statistics_by_category_and_month(app, clock):
    decided()
    case_id = apply().case_id
    accept(case_id)
    clock.advance_to(clock.now() + timedelta(days=30))
    inspect(case_id)
    do(case_id, "decide", "zhaoguoqiang", {"决定": "不予", "理由": "不合格"})
    (licences, *others) = figures(today().replace(month=1, day=1), today())
    assert (licences.code, licences.begun, licences.decided, licences.on_time) == ("licence", 2, 2, 0.5)
    assert all(f.begun == f.decided == 0 and f.on_time is None for f in others)
    months = {first.strftime("%Y-%m"): (begun, done) for first, begun, done in by_month(12)}
    assert (months["2026-11"], months["2026-12"]) == ((2, 1), (0, 1))
    assert sum(map(sum, months.values())) == 4


@pytest.mark.parametrize("name", ["catalogue", "running", "results", "statistics"])
def test_open_data_are_as_their_schema_says_and_the_table_holds_the_same(public, name):
    decided()
    apply()
    schema = public.get(f"/open-data/{name}.schema.json").json
    rows = public.get(f"/open-data/{name}.json").json
    assert rows
    jsonschema.Draft202012Validator(schema).validate(rows)
    text = public.get(f"/open-data/{name}.csv").text.removeprefix("\ufeff")
    table = list(csv.DictReader(io.StringIO(text)))
    assert len(table) == len(rows) and set(table[0]) == schema["items"]["properties"].keys()


def test_a_name_that_a_spreadsheet_would_run_is_only_text_there(app, public):
    decided(申请人={**APPLICANT, "name": "=1+1面馆"})
    table = public.get("/open-data/results.csv").text
    assert ",'=1+1面馆," in table and ",=1+1面馆," not in table


def test_unknown_sets_and_silly_spans_are_told(public):
    assert public.get("/open-data/secrets.json").status_code == 404
    assert public.get("/open-data/secrets.csv").status_code == 404
    assert public.get("/verify/somebody.pem").status_code == 404
    assert public.get("/figures?from=gestern&to=2099-99-99").status_code == 200
    assert public.get("/figures?from=2030-01-01&to=2020-01-01").status_code == 200
    assert public.get("/results?before=x&category=nothing").status_code == 200


def test_results_are_paged_by_key(public):
    for _ in range(3):
        decided()
    first, more = list_results(most=2)
    assert [r.id for r in first] == [3, 2] and more == 2
    assert [r.id for r in list_results(before=more, most=2)[0]] == [1]


def test_feed_and_sitemap_are_xml_that_readers_take(public):
    decided(申请人={**APPLICANT, "name": "<面馆> & 何"})
    feed = etree.fromstring(public.get("/results.atom").data)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 1
    assert "<面馆> & 何" in "".join(feed.itertext())
    sitemap = etree.fromstring(public.get("/sitemap.xml").data)
    assert any(text.strip().endswith(f"/powers/{POWER}") for text in sitemap.itertext())
    assert "Disallow: /cases/" in public.get("/robots.txt").text


def test_an_outsider_can_check_a_chain_with_what_the_page_says(app, public):
    """The recipe of /verify, followed with nothing but SHA-256."""
    from app.log.queries import chain_of

    before = bytes(32)
    for _, line, kept in chain_of(decided()).lines:
        before = link(before, line.encode())
        assert before == kept
    page = public.get("/verify").text
    assert "SHA-256" in page and "log.pem" in page
    assert public.get("/verify/log.pem").text.startswith("-----BEGIN PUBLIC KEY-----")
    assert public.get("/verify/heads.json").json == []


def test_the_home_page_asks_few_questions(app, public):
    decided()
    with Counting(db.engine) as counted:
        assert public.get("/").status_code == 200
    assert counted.statements <= 15
