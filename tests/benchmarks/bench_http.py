"""Completed tasks and whole cases per second over HTTP, on each database.

Measured against a trivial Flask view with one commit, in the same run.
"""

import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select, text

from app import create_app
from app.cases.commands import StartCase, start_case
from app.cases.keys import new_key
from app.cases.owner import Owner
from app.cases.tables import TaskRow
from app.cases.tickets import task_key
from app.database import db, transaction
from app.flows.commands import publish_folders
from app.flows.queries import effective_model
from app.people.city import DEMO_PASSWORD, load_city
from app.people.queries import list_officers
from tests.app.world import APPLICATION, POWER
from tests.support.databases import POWERS
from tests.support.postgres import postgresql_server

ONE_BY_ONE = int(os.environ.get("BENCH_CASES", "60"))
AT_ONCE = 4
STEPS = (
    ("intake", "limin", {"结论": "受理"}),
    ("inspect", "liujianguo", {"合格": "yes"}),
    ("inspect", "maxiaodong", {"合格": "yes"}),
    ("decide", "zhaoguoqiang", {"决定": "准予"}),
)


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    def seconds(self) -> float:
        """Processor time of the server and its workers so far."""
        whole = 0.0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                name_end = stat.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue  # ended meanwhile
            if int(stat.parent.name) == self.pid or int(name_end[1]) == self.pid:
                whole += int(name_end[11]) + int(name_end[12])
        return whole / os.sysconf("SC_CLK_TCK")


class Browser:
    """One connection, one session."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port)
        self._cookies: dict[str, str] = {}
        self._settled = False
        self.token = ""

    def get(self, address: str) -> str:
        return self._send("GET", address, None)[1]

    def post(self, address: str, data: dict[str, str]) -> float:
        """Seconds until the answer was there; it must be a redirect."""
        begun = time.perf_counter()
        status, page = self._send("POST", address, {**data, "csrf_token": self.token})
        assert status == 303, (status, page[:2000])
        return time.perf_counter() - begun

    def sign_in(self, username: str) -> "Browser":
        self.take_token("/sign-in")
        self.post("/sign-in", {"username": username, "password": DEMO_PASSWORD})
        self.take_token("/inbox")
        self._settled = True  # from here on notes for the next page are not gathered: no page is looked at
        return self

    def take_token(self, address: str) -> None:
        self.token = re.search(r'name="csrf_token" value="([^"]+)"', self.get(address))[1]

    def _send(self, method: str, address: str, data: dict[str, str] | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, address, urlencode(data) if data is not None else None, headers)
        answer = self._connection.getresponse()
        for cookie in () if self._settled else answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, answer.read().decode()


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="daylight-bench-") as folder:
        _bench("sqlite", f"sqlite:///{folder}/daylight.db", Path(folder))
    with postgresql_server(durable=True) as server, tempfile.TemporaryDirectory(prefix="daylight-bench-") as folder:
        _bench("postgresql", server.format(name="postgres"), Path(folder))


def _bench(database: str, url: str, folder: Path) -> None:
    os.environ.update(BENCH_DATABASE=url, BENCH_FOLDER=str(folder))
    from tests.benchmarks.served import settings

    app = create_app(settings() | {"SQLALCHEMY_DATABASE_URI": url, "VAR": folder})
    with app.app_context():
        upgrade()
        load_city()
        publish_folders(POWERS / "bpmn", POWERS / "forms")
        with transaction() as session:
            session.execute(text("CREATE TABLE notes (at TEXT, words TEXT)"))
        with _server("platform") as platform, _server("trivial") as trivial:
            _measure(app, database, platform, trivial)
        db.session.remove()
        db.engine.dispose()


def _measure(app: Flask, database: str, platform: Server, trivial: Server) -> None:
    port, trivial_port = platform.port, trivial.port
    officers = {name: Browser(port).sign_in(name) for _, name, _ in STEPS}
    plain = Browser(trivial_port)

    def note() -> float:
        return plain.post("/notes", {"words": "x" * 400})

    cases = [_start() for _ in range(ONE_BY_ONE)]
    for case_id in [_start() for _ in range(4)]:  # so that everything has been read and prepared
        for step in STEPS:
            _complete(officers, case_id, *step)
            note()
    tasks, notes, begun = [], [], [server.seconds() for server in (platform, trivial)]
    for case_id in cases:  # by turns, so that whatever else the machine does weighs on both alike
        for step in STEPS:
            tasks.append(_complete(officers, case_id, *step))
            notes.append(note())
    ratio = statistics.median(tasks) / statistics.median(notes)
    spent = [server.seconds() for server in (platform, trivial)]  # what of it was work, whoever else used the machine
    cpu = {
        "cpu_ms": round((spent[0] - begun[0]) / len(tasks) * 1000, 2),
        "trivial_cpu_ms": round((spent[1] - begun[1]) / len(tasks) * 1000, 2),
    }
    _say("completed task", database, ms=_ms(tasks), trivial_ms=_ms(notes), ratio=round(ratio, 2), n=len(tasks), **cpu)
    clients = [Client(port) for _ in range(AT_ONCE)]
    at_once = _per_second(lambda: _whole_cases(app, clients))
    alike = _per_second(lambda: _notes(trivial_port, at_once[0] * (len(STEPS) + 1)))
    _say(
        "whole cases", database, cases_per_second=round(at_once[1], 1),
        requests_per_second=round(at_once[1] * (len(STEPS) + 1), 1), trivial_per_second=round(alike[1], 1),
        ratio=round(alike[1] / (at_once[1] * (len(STEPS) + 1)), 2), clients=AT_ONCE, n=at_once[0],
    )  # fmt: skip


def _start() -> int:
    return start_case(StartCase(POWER, APPLICATION, new_key(), Owner("browser:bench"))).case_id


def _complete(
    officers: dict[str, Browser], case_id: int, element: str, username: str, answers: dict[str, str]
) -> float:
    """Complete the open task as its page would; what the page said before (task, key) is looked up beside the clock."""
    db.session.rollback()
    task_id = db.session.scalar(
        select(TaskRow.id)
        .where(TaskRow.case_id == case_id, TaskRow.element_id == element)
        .order_by(TaskRow.id)
        .limit(1)
    )
    owner = Owner(f"officer:{_ids()[username]}")
    key = task_key(owner, task_id, case_id, effective_model(POWER).digest, element)
    return officers[username].post(f"/inbox/tasks/{task_id}", {**answers, "_key": key, "_opinion": "同意"})


def _ids() -> dict[str, int]:
    if not _KNOWN:
        _KNOWN.update({officer.username: officer.id for officer in list_officers()})
    return _KNOWN


_KNOWN: dict[str, int] = {}


class Client:
    """An applicant and the officers, signed in."""

    def __init__(self, port: int) -> None:
        self.officers = {name: Browser(port).sign_in(name) for _, name, _ in STEPS}
        self.applicant = Browser(port)
        self.applicant.take_token(f"/powers/{POWER}/apply")

    def whole_case(self) -> None:
        key = new_key()
        flat = {f"申请人.{name}": value for name, value in APPLICATION["申请人"].items()}
        sent = {"as_whom": "organisation", **flat, "面积": "36", "声明": "yes", "_key": key}
        self.applicant.post(f"/powers/{POWER}/apply", sent)
        case_id = _case_of(key)
        for step in STEPS:
            _complete(self.officers, case_id, *step)


def _whole_cases(app: Flask, clients: list[Client]) -> int:
    """Cases from application to decision by several clients at once, every step over HTTP; how many."""
    each = max(2, ONE_BY_ONE // AT_ONCE)

    def work(client: Client) -> int:
        with app.app_context():
            for _ in range(each):
                client.whole_case()
            db.session.remove()
        return each

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return sum(threads.map(work, clients))


def _case_of(key: str) -> int:
    from app.log.queries import case_of_key

    db.session.rollback()
    case_id = case_of_key(key)
    assert case_id
    return case_id


def _notes(port: int, count: int) -> int:
    def work(_: int) -> None:
        browser = Browser(port)
        for _ in range(count // AT_ONCE):
            browser.post("/notes", {"words": "x" * 400})

    with ThreadPoolExecutor(AT_ONCE) as clients:
        list(clients.map(work, range(AT_ONCE)))
    return count


def _per_second(work: Callable[[], int]) -> tuple[int, float]:
    begun = time.perf_counter()
    count = work()
    return count, count / (time.perf_counter() - begun)


def _ms(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        "median": round(statistics.median(ordered) * 1000, 2),
        "p95": round(ordered[int(len(ordered) * 0.95)] * 1000, 2),
    }


def _say(what: str, database: str, **figures: object) -> None:
    print(json.dumps({"bench": "http", "what": what, "database": database, **figures}), flush=True)


@contextmanager
def _server(name: str) -> Iterator[Server]:
    """A server of ``tests.benchmarks.served``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    granian = shutil.which("granian", path=str(Path(sys.executable).parent))
    assert granian
    server = subprocess.Popen(
        [granian, "--interface", "wsgi", "--factory", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
         "--blocking-threads", "4", "--no-ws", "--log-level", "error", f"tests.benchmarks.served:{name}"],
        cwd=Path(__file__).parent.parent.parent,
    )  # fmt: skip
    try:
        for _ in range(300):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield Server(port, server.pid)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
