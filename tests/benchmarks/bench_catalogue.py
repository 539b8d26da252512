"""A store of 50,000 items over three levels and 10,000 adoptions of them, on each database: how long it takes to bring
10,000 in from a file, to find, to turn pages, to answer a hall page. JSON lines; milliseconds are medians.
"""

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.cases.keys import new_key
from app.catalogue.adopting import entry_of, own_part
from app.catalogue.commands import Entering, store_entries
from app.catalogue.entry import entry_from
from app.catalogue.importing import begin_import, confirm_import, find_import, look_through, source_of, write_for
from app.catalogue.queries import Where, list_bodies, list_documents, list_powers, search_powers
from app.catalogue.sheets import write_rows
from app.database import db, in_transaction
from app.flows.commands import publish_folders
from app.people.city import load_city
from app.people.queries import list_officers
from app.people.tables import Organisation
from tests.app.counting import Counting
from tests.support.databases import POWERS, settings
from tests.support.postgres import postgresql_server

ITEMS = int(os.environ.get("BENCH_ITEMS", "50000"))
ADOPTIONS = ITEMS // 5
IMPORTED = ITEMS // 5
ROUNDS = 40
SUBJECTS = [
    "食品",
    "药品",
    "餐饮",
    "烟草",
    "建筑",
    "施工",
    "土地",
    "房屋",
    "矿产",
    "水利",
    "取水",
    "河道",
    "道路",
    "桥梁",
    "运输",
    "客运",
    "货运",
    "医疗",
    "护士",
    "公共",
    "卫生",
    "文化",
    "娱乐",
    "旅游",
    "出版",
    "电影",
    "教育",
    "学校",
    "培训",
    "劳务",
    "社会",
    "福利",
    "殡葬",
    "宗教",
    "林木",
    "种子",
    "农药",
    "兽药",
    "渔业",
    "船舶",
    "港口",
    "排污",
    "环境",
    "辐射",
    "危险",
    "化学",
    "特种",
    "设备",
    "计量",
    "广告",
]
THINGS = "经营 生产 销售 使用 设立 变更 延续 注销 占用 挖掘 检验 检测 采伐 储存 建设 改造 拆除 登记 备案".split()  # noqa: SIM905
KINDS = (
    ("许可", "licence"), ("处罚", "penalty"), ("确认", "confirmation"), ("检查", "inspection"), ("奖励", "reward"),
    ("裁决", "ruling"),
)  # fmt: skip
SEARCHES = {
    "two characters": ("食品", "烟草", "排污", "登记"),
    "a common word": ("许可", "行政"),
    "several": ("食品经营许可", "危险化学运输", "我要办餐饮登记"),
    "pinyin initials": ("spjy", "ycxs", "pwdj"),
    "department": ("市场监督管理局", "水利局"),
    "nothing": ("航天飞机", "zzzz"),
}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        _bench("sqlite", f"sqlite:///{folder}/bench.db", Path(folder))
    with tempfile.TemporaryDirectory() as folder, postgresql_server() as address:
        _bench("postgresql", address.format(name="postgres"), Path(folder))
    return 0


def _bench(database: str, url: str, folder: Path) -> None:
    app = create_app(settings(url, folder))

    def say(what: str, **figures: float | str) -> None:
        line = {"bench": "catalogue", "database": database, "what": what, **figures}
        print(json.dumps(line, ensure_ascii=False), flush=True)

    with app.app_context():
        upgrade()
        load_city()
        publish_folders(POWERS / "bpmn", POWERS / "forms")
        _more_bodies()
        _load(say)
        if database == "postgresql":
            db.session.execute(db.text("ANALYZE"))
            db.session.commit()
        for kind, words in SEARCHES.items():
            say(f"search: {kind}", ms=_median(*(lambda w=w: search_powers(w) for w in words)))
        level, body = Where(level="township"), Where(organisation_id=list_bodies()[3][0])
        say("search within a level", ms=_median(lambda: search_powers("登记", level)))
        say("search within a body", ms=_median(lambda: search_powers("登记", body)))
        say("a page of the list", ms=_median(*(lambda a=a: list_powers(after=a) for a in ("", "b-20000", "b-45000"))))
        say("a page within a level", ms=_median(lambda: list_powers(level)))
    _pages(app, say)
    with app.app_context():
        for kind in ("csv", "xlsx"):
            _import(kind, say)
        db.session.remove()
        db.engine.dispose()


def _more_bodies() -> None:
    """Ten counties with ten departments and ten townships each."""

    def add(session: Any) -> None:
        def body(code: str, name: str, kind: str, level: str, above: int) -> int:
            row = Organisation(code=code, name=name, name_en=code, kind=kind, level=level, parent_id=above)
            session.add(row)
            session.flush()
            return row.id

        city = session.scalar(db.select(Organisation.id).where(Organisation.code == "yunzhou"))
        kinds = list(session.scalars(db.select(Organisation.kind).where(Organisation.parent_id == city).limit(10)))
        for c in range(10):
            county = body(f"c{c}", f"第{c}县人民政府", "县人民政府", "county", city)
            for n, kind in enumerate(kinds):
                body(f"c{c}-d{n}", f"第{c}县{kind}", kind, "county", county)
                body(f"c{c}-t{n}", f"第{c}县第{n}镇人民政府", "乡镇人民政府", "township", county)

    in_transaction(add)


def _documents(first: int, count: int) -> Iterator[dict[str, Any]]:
    chance, sample = random.Random(first), next(list_documents())
    bodies = [(o.code, o.kind) for o in db.session.scalars(db.select(Organisation))]
    for number in range(first, first + count):
        body, kind = chance.choice(bodies)
        word, category = chance.choice(KINDS)
        name = f"{chance.choice(SUBJECTS)}{chance.choice(SUBJECTS)}{chance.choice(THINGS)}{word}"
        yield {
            **sample, "code": f"b-{number:05d}", "unified_code": f"{number:012d}", "category": category, "body": body,
            "authority": kind, "name": {"zh": name, "en": f"Item {number}"},
            "keywords": [chance.choice(SUBJECTS), chance.choice(THINGS)],
            "basis": [{**sample["basis"][0], "law": {"zh": f"{word}法、{chance.choice(SUBJECTS)}法", "en": "Law"}}],
        }  # fmt: skip


def _load(say: Callable[..., None]) -> None:
    began, documents = time.perf_counter(), list(_documents(0, ITEMS))
    bodies = [o.code for o in db.session.scalars(db.select(Organisation))]
    began = time.perf_counter()
    for at in range(0, ITEMS, 500):
        these = [Entering(entry_from(d), source_of(d), d) for d in documents[at : at + 500]]
        in_transaction(lambda session, these=these: store_entries(session, these))
    say("stored without a file", items=ITEMS, seconds=round(time.perf_counter() - began, 1))
    adoptions = []
    for number in range(ADOPTIONS):
        item = documents[number // 10]
        body = bodies[(number * 7) % len(bodies)]
        own = own_part({"adopts": item["code"], "code": f"{item['code']}.{body}", "body": body, "phone": "1"}, item)
        adoptions.append(Entering(entry_of(own, item), source_of(own), own, item["code"]))
    for at in range(0, ADOPTIONS, 500):
        in_transaction(lambda session, these=adoptions[at : at + 500]: store_entries(session, these))


def _pages(app: Flask, say: Callable[..., None]) -> None:
    client = app.test_client()
    with app.app_context():
        engine = db.engine
    for address in ("/", "/powers", "/powers?q=食品", "/powers?level=county", "/powers/b-00001", "/powers/test-permit"):
        with Counting(engine) as counted:
            assert client.get(address).status_code == 200
        say(f"GET {address}", ms=_median(lambda a=address: client.get(a)), statements=counted.statements)


def _import(kind: str, say: Callable[..., None]) -> None:
    first = ITEMS if kind == "csv" else 2 * ITEMS
    content = write_rows(kind, _documents(first, IMPORTED))
    officer = next(o for o in list_officers() if o.is_admin)
    began = time.perf_counter()
    import_id = begin_import(f"a.{kind}", kind, content, officer.id, new_key())
    look_through(import_id)
    looked = time.perf_counter()
    assert find_import(import_id).state == "ready", find_import(import_id).report
    confirm_import(import_id)
    while write_for(import_id, 20):
        pass
    ended = time.perf_counter()
    say(f"import {kind}", rows=IMPORTED, look_s=round(looked - began, 1), write_s=round(ended - looked, 1))


def _median(*works: Callable[[], object]) -> float:
    """Milliseconds of one, the median over all of them."""
    taken = []
    for work in works:
        work()
        for _ in range(max(3, ROUNDS // len(works))):
            began = time.perf_counter()
            work()
            taken.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(taken), 1)


if __name__ == "__main__":
    sys.exit(main())
