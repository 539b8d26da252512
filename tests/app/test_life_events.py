"""Items by when in a life they are needed."""

from pathlib import Path

import pytest
import yaml

from app.catalogue.commands import enter_power
from app.catalogue.editing import answered
from app.catalogue.entry import EntryRefused, entry_from
from app.catalogue.life_events import LifeEventsRefused, read_life_events
from app.catalogue.queries import Where, list_documents, list_life_events, list_powers, search_powers
from app.catalogue.sheets import COLUMNS, KINDS, read_rows, write_rows
from tests.app.world import POWER

ROOT = Path(__file__).parents[2]


def named(document: dict, *events: str) -> bytes:
    return yaml.safe_dump({**document, "life_events": list(events)}, allow_unicode=True).encode()


def test_items_are_listed_and_searched_by_life_event(app):
    document = next(list_documents())
    enter_power(named(document, "founding"))
    enter_power(named({**document, "code": "x-1", "name": {"zh": "小作坊登记", "en": "Workshop"}}, "founding", "home"))
    assert {(e.code, e.kind, e.count) for e in list_life_events()} == {
        ("founding", "organisation", 2),
        ("home", "person", 1),
    }
    assert [p.code for p in list_powers(Where(life_event="home"))] == ["x-1"]
    assert {p.code for p in list_powers(Where(life_event="founding"))} == {POWER, "x-1"}
    assert [p.code for p in search_powers("小作坊", Where(life_event="home"))] == ["x-1"]
    assert search_powers("小作坊", Where(life_event="birth")) == []
    enter_power(named({**document, "code": "x-1"}))
    assert [e.code for e in list_life_events()] == ["founding"]


def test_a_life_event_that_there_is_not_is_refused_by_its_name(app):
    with pytest.raises(EntryRefused, match="party"):
        enter_power(named(next(list_documents()), "party"))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_files_hold_life_events_and_older_ones_need_not(app, kind):
    document = {**next(list_documents()), "life_events": ["founding", "permits"]}
    assert [r.document for r in read_rows(kind, write_rows(kind, [document]))] == [document]


def test_a_table_without_the_column_and_an_entry_without_the_field_are_read(app):
    head, row = write_rows("csv", [next(list_documents())]).decode("utf-8-sig").splitlines()[:2]
    assert "life_events" in COLUMNS and head.count("life_events") == 1
    older = f"{head.replace('life_events', 'notes')}\n{row}"
    assert [r.document["life_events"] for r in read_rows("csv", older.encode()) if r.document][:1] == [[]]
    document = next(list_documents())
    assert entry_from({k: v for k, v in document.items() if k != "life_events"}).life_events == ()


def test_the_form_asks_by_ticks():
    document = yaml.safe_load((ROOT / "bpmn/01-licence/01-food-business/power.yaml").read_text())
    said = answered([("life_events.home", "yes"), ("life_events.work", "yes")], document)
    assert said.document["life_events"] == ["home", "work"]


@pytest.mark.parametrize(
    "text", ["person: {}", "person: {a: {zh: 甲, en: A}}\norganisation: {a: {zh: 甲, en: A}}", "- 1"]
)
def test_a_data_file_that_is_no_list_of_life_events_is_refused(tmp_path, text):
    file = tmp_path / "events.yaml"
    file.write_text(text)
    with pytest.raises(LifeEventsRefused):
        read_life_events(file)


def test_the_hall_shows_them(served):
    with served.app_context():
        enter_power(named(next(list_documents()), "founding"))
    client = served.test_client()
    home = client.get("/?lang=zh").text
    assert "按人生事件找" in home and "/powers?event=founding" in home
    found = client.get("/powers?event=founding").text
    assert f'href="/powers/{POWER}"' in found and 'value="founding" selected' in found
    assert client.get("/powers?event=nonsense").status_code == 200
