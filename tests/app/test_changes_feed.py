"""A power's changes for feed readers: its entry, its versions, its end; each entry keeps its id for ever."""

from datetime import timedelta

from lxml import etree

from app.catalogue.commands import enter_power
from app.catalogue.giving_up import give_up
from app.catalogue.implementing import adopt
from app.catalogue.tables import PowerRow
from app.database import db
from app.jobs.worker import run_due_jobs
from app.review.changing import retire_power
from tests.app.reviewing import AGREE, decide, publish_review, submitted
from tests.app.world import POWER, officer

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(served, code=POWER, language="zh"):
    answer = served.test_client().get(f"/powers/{code}/changes.atom?lang={language}")
    assert answer.status_code == 200 and answer.mimetype == "application/atom+xml"
    return etree.fromstring(answer.data)


def told(found) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in found.findall(f"{ATOM}entry")]


def ids(found) -> list[str]:
    return [entry.findtext(f"{ATOM}id") for entry in found.findall(f"{ATOM}entry")]


def test_every_version_the_entry_and_the_end_are_told_the_newest_first(served, clock):
    with served.app_context():
        publish_review()
    before = feed(served)
    assert "流程第 1 版施行" in told(before)
    with served.app_context():
        decide(submitted(), "beiwen", AGREE)
        run_due_jobs()
        clock.advance_to(clock.now() + timedelta(hours=1))
        enter_power(db.session.get(PowerRow, POWER).source.decode().replace("promise: 6wd", "promise: 5wd").encode())
        clock.advance_to(clock.now() + timedelta(hours=1))
        retire_power(POWER, "依据已经废止", officer("beiwen"))
        db.session.remove()
    page = served.test_client().get(f"/powers/{POWER}").text
    assert "</svg> 已停用：依据已经废止" in page and "原因已告知管理员" not in page
    after = feed(served)
    assert told(after)[:3] == ["停止办理", "清单内容有变：承诺时限", "流程第 2 版施行"]
    assert ids(after)[-len(ids(before)) :] == ids(before) and len(set(ids(after))) == len(ids(after))
    assert after.findtext(f"{ATOM}updated") == after.findtext(f"{ATOM}entry/{ATOM}updated")
    english = feed(served, language="en")
    assert told(english)[2] == "version 2 of the flow is in force" and ids(english) == ids(after)


def test_the_guide_names_it_where_readers_look(served):
    page = served.test_client().get(f"/powers/{POWER}?lang=en").text
    head, _, body = page.partition("</head>")
    address = f"/powers/{POWER}/changes.atom?lang=en"
    assert 'rel="alternate" type="application/atom+xml"' in head and address in head and address in body


def test_it_goes_on_when_a_body_gives_the_item_up(served):
    with served.app_context():
        adopt(POWER, ["dongchuan-scjg"], {}, officer("admin").id)
        give_up(f"{POWER}.dongchuan-scjg", "机构改革后不再实施", officer("admin").id)
        db.session.remove()
    assert "移出权力清单" in told(feed(served, f"{POWER}.dongchuan-scjg"))
