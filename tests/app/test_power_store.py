"""The power store: entries brought in and taken out, what changed between two days, found among many."""

import io
import json
from datetime import date, timedelta

import openpyxl
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from app.cases.keys import new_key
from app.catalogue.history import changed_between, count_by_level, versions_of
from app.catalogue.importing import (
    NotReadyToWrite,
    begin_import,
    confirm_import,
    find_import,
    look_through,
    source_of,
    write_for,
)
from app.catalogue.queries import Where, count_powers, list_bodies, list_documents, list_powers, search_powers
from app.catalogue.sheets import COLUMNS, KINDS, SheetRefused, read_rows, write_rows
from app.catalogue.tables import PowerRow
from app.database import db, in_transaction
from app.flows.queries import PowerOutOfService, effective_flow
from app.jobs.catalogue_imports import ask_to_look, ask_to_write
from app.jobs.worker import run_due_jobs
from engine import Text
from tests.app.test_http_tasks import browser
from tests.app.world import POWER, officer


def entries(count: int = 3, **changes: object) -> list[dict]:
    entry = next(list_documents())
    bodies = ("yunzhou-scjg", "dongchuan-scjg", "xiling-scjg")
    return [
        {
            **entry,
            "code": f"x-{n:03d}",
            "unified_code": "000999999000",
            "body": bodies[n % 3],
            "name": {"zh": f"小作坊登记{n}", "en": f"Workshop {n}"},
            **changes,
        }
        for n in range(count)
    ]


def brought(documents: list[dict], kind: str = "json") -> int:
    import_id = begin_import(f"a.{kind}", kind, write_rows(kind, documents), officer("admin").id, new_key())
    look_through(import_id)
    return import_id


# ------------------------------------------------------------------------------------------------ files


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_is_taken_out_is_brought_in_again_without_loss(app, kind):
    documents = [*list_documents(), *entries(2, phone="=1+1", keywords=["a；b", "c"])]
    rows = list(read_rows(kind, write_rows(kind, documents)))
    assert [row.document for row in rows] == documents


def test_a_spreadsheet_takes_no_cell_for_a_formula(app):
    content = write_rows("xlsx", entries(1, phone="=HYPERLINK(1)"))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    values = [cell.value for cell in sheet[2]]
    assert "'=HYPERLINK(1)" in values and all(cell.data_type != "f" for cell in sheet[2])


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("json", b"{", "JSON"),
        ("json", b"{}", "列表"),
        ("yaml", b"a: [", "YAML"),
        ("csv", "编码,名称\n1,2".encode(), "缺少这些列：code"),
        ("csv", b"\xff\xfe\xfa\x81", "UTF-8"),
        ("xlsx", b"PK nothing", "XLSX"),
        ("exe", b"MZ", "exe"),
        ("json", b"[" * 100_000, "JSON"),
    ],
)
def test_a_file_that_is_none_of_its_kind_is_refused_with_a_sentence(app, kind, content, words):
    with pytest.raises(SheetRefused) as refused:
        list(read_rows(kind, content))
    assert words in refused.value.text.zh


def test_a_table_saved_by_a_chinese_spreadsheet_is_read(app):
    content = write_rows("csv", entries(1)).decode("utf-8-sig").encode("gb18030")
    assert next(iter(read_rows("csv", content))).document["name"]["zh"] == "小作坊登记0"


# ------------------------------------------------------------------------------------------------ bringing in


def test_looking_writes_nothing_and_writing_writes_all(app):
    import_id = brought(entries(3))
    found = find_import(import_id)
    assert (found.state, found.report["counts"], count_powers()) == ("ready", {"new": 3}, 1)
    confirm_import(import_id)
    assert write_for(import_id, 60) is False
    assert find_import(import_id).state == "done" and count_powers() == 4
    again = find_import(brought(entries(3)))
    assert again.report["counts"] == {"same": 3}
    changed = find_import(brought(entries(3, phone="1")))
    assert changed.report["counts"] == {"changed": 3}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"category": "magic"}, "没有这个权力类别：magic"),
        ({"body": "nowhere"}, "没有这个机构：nowhere"),
        ({"limit": "ten days"}, "limit"),
        ({"promise": "12wd"}, "承诺时限 12wd 长于法定时限 10wd"),
        ({"name": {"zh": " ", "en": ""}}, "没有名称"),
        ({"code": ""}, "没有编码"),
        ({"disclosed": False}, "没有写理由"),
        ({"disclosed": "perhaps"}, "disclosed"),
        ({"materials": [{"name": "x"}]}, "required"),
        ({"surprise": 1}, "surprise"),
        ({"fee": None}, "fee"),
        ({"code": "x-000"}, "与第 1 行编码相同"),
    ],
)
def test_one_wrong_row_is_told_by_its_number_and_nothing_is_written(app, change, words):
    import_id = brought([*entries(2), {**entries(3)[2], **change}])
    found = find_import(import_id)
    assert found.state == "refused"
    (told,) = found.report["rows"]
    assert told["row"] == 3 and words in told["zh"] and told["en"]
    with pytest.raises(NotReadyToWrite):
        confirm_import(import_id)
    assert write_for(import_id, 60) is False and count_powers() == 1


def test_a_file_that_cannot_be_read_says_so_in_the_report(app):
    import_id = begin_import("a.json", "json", b"{", officer("admin").id, new_key())
    look_through(import_id)
    assert "JSON" in find_import(import_id).report["file"]["zh"]


def test_sent_twice_is_once_and_a_worker_that_was_interrupted_goes_on_where_it_was(app, monkeypatch):
    monkeypatch.setattr("app.catalogue.importing.BATCH", 200)
    key, content = new_key(), write_rows("json", entries(450))
    first = begin_import("a.json", "json", content, officer("admin").id, key)
    assert begin_import("a.json", "json", content, officer("admin").id, key) == first
    look_through(first)
    confirm_import(first)
    assert write_for(first, 0) is True  # one lot, then the time is over
    assert (find_import(first).done, count_powers()) == (200, 201)
    assert write_for(first, 60) is False
    assert count_powers() == 451 and find_import(first).state == "done"
    assert len(list(versions_of("x-000"))) == 1


def test_what_is_only_in_the_catalogue_has_no_flow_and_cannot_be_exercised(app):
    import_id = brought(entries(1))
    confirm_import(import_id)
    write_for(import_id, 60)
    with pytest.raises(PowerOutOfService):
        effective_flow("x-000")


def test_at_the_pages_a_file_is_looked_at_written_by_the_worker_and_taken_out(served):
    admin = browser(served, "admin")
    with served.app_context():
        content = write_rows("csv", entries(3))
    sent = admin.post("/admin/catalogue", data={"_key": new_key(), "file": (io.BytesIO(content), "清单.csv")})
    assert sent.status_code == 303
    address = sent.headers["Location"]
    with served.app_context():
        run_due_jobs()
    assert "新增 3" in admin.get(address).text
    assert admin.post(address).status_code == 303
    with served.app_context():
        run_due_jobs()
    assert "已写入" in admin.get(address).text
    assert len(json.loads(admin.get("/admin/catalogue/catalogue.json").data)) == 4
    assert "小作坊登记0" in admin.get("/admin/catalogue/changes?from=2026-11-01").text
    assert admin.post("/admin/catalogue", data={"_key": new_key()}).status_code == 422
    wrong = {"_key": new_key(), "file": (io.BytesIO(b"x"), "a.exe")}
    assert admin.post("/admin/catalogue", data=wrong).status_code == 422
    assert admin.get("/admin/catalogue/catalogue.exe").status_code == 422
    assert admin.get("/admin/catalogue/imports/99").status_code == 404
    assert admin.post(address).status_code == 409
    assert browser(served, "limin").get("/admin/catalogue").status_code == 403


def test_the_worker_does_both_parts(app):
    import_id = begin_import("a.json", "json", write_rows("json", entries(3)), officer("admin").id, new_key())
    ask_to_look(import_id)
    run_due_jobs()
    ask_to_write(import_id)
    run_due_jobs()
    assert find_import(import_id).state == "done" and count_powers() == 4


# ------------------------------------------------------------------------------------------------ history, numbers


def test_what_changed_between_two_days(app, clock):
    day = date(2026, 11, 20)
    clock.advance_to(clock.now() + timedelta(days=1))
    import_id = brought(entries(2))
    confirm_import(import_id)
    write_for(import_id, 60)
    clock.advance_to(clock.now() + timedelta(days=1))
    second = brought(entries(1, phone="12345678"))
    confirm_import(second)
    write_for(second, 60)
    found, more = changed_between(day, day + timedelta(days=1))
    assert [(d.code, d.kind) for d in found] == [("x-000", "added"), ("x-001", "added")] and more == 0
    (phone,), _ = changed_between(day + timedelta(days=1), day + timedelta(days=2))
    assert (phone.kind, [c.field for c in phone.changes]) == ("changed", ["phone"])
    assert phone.changes[0].after == Text("12345678", "12345678")
    assert changed_between(day + timedelta(days=2), day + timedelta(days=9)) == ([], 0)


def test_what_was_recorded_of_an_entry_cannot_be_altered(app):
    for statement in ("UPDATE power_versions SET reason = 'x'", "DELETE FROM power_versions"):
        with pytest.raises(DatabaseError, match="never changed"):
            in_transaction(lambda session, s=statement: session.execute(text(s)))
        db.session.rollback()


def test_numbers_by_level_and_body_and_pages_by_key(app):
    import_id = brought(entries(6))
    confirm_import(import_id)
    write_for(import_id, 60)
    counts = {(c.category.zh, c.level): c.count for c in count_by_level()}
    assert counts == {("行政许可", "city"): 3, ("行政许可", "county"): 4}
    bodies = {name.zh: count for _, name, count in list_bodies()}
    assert sum(bodies.values()) == count_powers() == 7
    assert [p.code for p in list_powers(Where(level="county"), most=2)] == ["x-001", "x-002"]
    assert [p.code for p in list_powers(Where(level="county"), after="x-002", most=9)] == ["x-004", "x-005"]


def test_found_by_initials_in_pinyin_and_by_two_characters(app):
    import_id = brought(entries(2))
    confirm_import(import_id)
    write_for(import_id, 60)
    for words in ("小作坊", "作坊", "xzfdj", "zfdj"):
        assert {p.code for p in search_powers(words)} == {"x-000", "x-001"}, words
    assert search_powers("qqqq") == []
    assert [p.code for p in search_powers("cskx")] == []
    assert POWER in {p.code for p in search_powers("csxk")}


def test_a_row_of_the_export_has_every_column(app):
    assert db.session.scalar(select(func.count()).select_from(PowerRow)) == 1
    assert len(COLUMNS) == len(set(COLUMNS)) and source_of({"a": "b"}) == b'{"a": "b"}'
