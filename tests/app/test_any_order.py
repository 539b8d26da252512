"""Every operation there is, in any order, on several cases at once: merged, split, transferred, moved to a new version,
with branch flows, deputies, requests and old pages. Nothing but a refusal is ever answered; every open task belongs to
somebody who may do it; and each case can still be brought to an end of its flow by those whose steps they are.

``DAYLIGHT_SEQUENCES=3000 .venv/bin/pytest tests/app/test_any_order.py -n0 -s`` plays that many.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.cases.commands import (
    ClaimTask,
    CompleteTask,
    ReleaseTask,
    SendMessage,
    advance_case,
    claim_task,
    complete_task,
    release_task,
    send_message,
)
from app.cases.handing import HandOver, hand_over
from app.cases.keys import new_key
from app.cases.migrating import StartMigration, start_migration
from app.cases.moving import load_case
from app.cases.offers import Choices, choices_of
from app.cases.operations import Operate, operate
from app.cases.performing import BACK, Intent
from app.cases.previews import preview
from app.cases.queries import case_file
from app.cases.requests import Decide, decide
from app.cases.supplementing import Supplement, supplement
from app.cases.tables import CaseLink, CaseRow, TaskRow
from app.cases.verification import chain_status
from app.cases.views import Offer
from app.clock import today
from app.database import db
from app.flows.commands import publish_folders
from app.flows.queries import effective_model
from app.jobs.worker import run_due_jobs
from app.people.delegating import Delegate, delegate, end_delegation, list_delegations
from app.people.errors import CannotDelegate
from app.people.queries import Officer, list_officers
from app.refusal import Refusal
from engine import EngineError, FixedClock
from tests.app.operating import requests_of
from tests.app.test_any_sequence import ANSWERS
from tests.app.variants import LONGER, MERGEABLE, NAMED_ANEW, WITH_REVIEW, publish_variant
from tests.app.world import POWER, apply, open_tasks
from tests.support.databases import POWERS

SEQUENCES = int(os.environ.get("DAYLIGHT_SEQUENCES", "12"))
LENGTH = 18
VERSIONS = (
    (*WITH_REVIEW, MERGEABLE[0]),
    (*WITH_REVIEW, MERGEABLE[0], *NAMED_ANEW),
    (*WITH_REVIEW, *MERGEABLE, *LONGER),
)
TO_THE_END = {
    "intake": {"结论": "受理"},
    "supplement": {"说明": "已补"},
    "precheck": {"合格": "yes"},
    "inspect": {"合格": "yes"},
    "judge": {"合格": "yes"},
    "decide": {"决定": "准予"},
}
REFUSED = (Refusal, EngineError)


class Office:
    """Several cases of one party, and whoever may do something to them."""

    def __init__(self, dice: Random, clock: FixedClock, version: int, seen: Counter[str]) -> None:
        self.dice, self.clock, self.version, self.seen = dice, clock, version, seen
        self.bodies = {o.organisation_id for o in list_officers() if o.username in ("limin", "baichuan", "admin")}
        self.look_up_people()
        self.first = db.session.scalar(select(CaseRow.id).order_by(CaseRow.id.desc()).limit(1)) or 0
        self.sent: list[Callable[[], object]] = []
        self.did: list[str] = []
        publish_variant(*VERSIONS[version])
        for _ in range(2):
            apply()

    # ------------------------------------------------------------------------------------------ what there is

    @property
    def cases(self) -> list[CaseRow]:
        """Those begun here and what came of them: split off, transferred."""
        db.session.expire_all()
        return list(db.session.scalars(select(CaseRow).where(CaseRow.id > self.first).order_by(CaseRow.id)))

    def running(self) -> list[CaseRow]:
        return [case for case in self.cases if case.status != "finished"]

    def look_up_people(self) -> None:
        """As they sign in now: with the posts of those they stand in for."""
        self.people = [o for o in list_officers() if o.organisation_id in self.bodies]

    def officer(self, username: str) -> Officer:
        return next(o for o in self.people if o.username == username)

    def may_do(self, task: TaskRow) -> list[Officer]:
        """Who may sign an open task, not asking whether somebody else has taken it."""
        return [o for o in self.people if o.holds(task.post_id) and f" {o.id} " not in task.not_by]

    def hands(self, task: TaskRow) -> list[Officer]:
        """Who may sign it now."""
        return [o for o in self.may_do(task) if o.may_touch(task.officer_id) and not self._principal_barred(o, task)]

    def _principal_barred(self, officer: Officer, task: TaskRow) -> bool:
        principal = officer.holder_of(task.post_id, task.officer_id)
        return principal is not None and f" {principal.id} " in task.not_by

    # ------------------------------------------------------------------------------------------ what is done

    def step(self) -> None:
        running = self.running()
        if not running:
            return
        case = self.dice.choice(running)
        self.did.append(f"{case.id}:{self._one_of(case)}")
        self.seen[self.did[-1].split(":", 1)[1]] += 1
        self.clock.advance_to(self.clock.now() + timedelta(hours=self.dice.choice((0, 1, 5, 30))))
        self.look_up_people()  # a deputy's days may be over
        for one in self.running():
            advance_case(one.id)

    def _one_of(self, case: CaseRow) -> str:
        chance = self.dice.random()
        if chance < 0.3:
            return self._complete(case)
        if chance < 0.62:
            return self._operate(case)
        if chance < 0.72:
            return self._decide(case)
        others = (self._claim, self._delegate, self._add, self._migrate, self._again, self._message)
        return self.dice.choice(others)(case)

    def _complete(self, case: CaseRow) -> str:
        held = {t.id for t in self._engine(case).tasks if t.held_by}
        tasks = [t for t in open_tasks(case.id) if t.task_id not in held]
        if case.status == "suspended" or not tasks:
            return "nothing"
        task = self.dice.choice(tasks)
        return self.sign(case, task, self.dice.choice(ANSWERS.get(task.element_id, [{"合格": "yes"}])))

    def sign(self, case: CaseRow, task: TaskRow, answers: dict[str, str]) -> str:
        """Somebody signs who may; nobody may while those who could have it in other hands."""
        if task.is_party:
            self._send(CompleteTask(task.id, answers, new_key(), party_case=case.id), complete_task)
            return "correct"
        hands = self.hands(task)
        if not hands:
            return "nobody just now"
        who = self.dice.choice(hands)
        self._send(CompleteTask(task.id, answers, new_key(), "意见", who, case_id=case.id), complete_task)
        return "complete"

    def _operate(self, case: CaseRow) -> str:
        """Of what is offered to somebody: show it, then do it; neither may be refused."""
        for who in self.dice.sample(self.people, len(self.people)):
            try:
                offers = case_file(case.number, who).offers
            except Refusal:
                continue
            ending = ("terminate", "transfer")
            offers = [o for o in offers if o.operation not in ending or self.dice.random() < 0.12]
            if offers:
                return self._do(case, who, self.dice.choice(offers))
        return "nothing"

    def _do(self, case: CaseRow, who: Officer, offer: Offer) -> str:
        choices = choices_of(case.id, who, offer.operation, offer.task_id)
        details = {"task": str(offer.task_id)} if offer.task_id else {}
        if offer.operation == "hand-over":
            if choices.colleagues:
                to = int(self.dice.choice(choices.colleagues).value)
                self._send(HandOver(offer.task_id or 0, to, "出差", new_key(), who), hand_over)
            return "hand-over"
        details |= self._chosen(offer.operation, choices)
        command = Operate(case.id, Intent(offer.operation, "情况需要", details), new_key(), who)
        shown = preview(command)
        before = {t.task_id for t in open_tasks(case.id)}
        asked = self._send(command, operate)
        after = {t.task_id for t in open_tasks(case.id)}
        if offer.operation != "merge":
            assert len(before - after) == (0 if asked else len(shown.given_up)), "it closes what the preview says"
        return f"ask {offer.operation}" if asked else offer.operation

    def _chosen(self, operation: str, choices: Choices) -> dict[str, str]:
        dice = self.dice
        match operation:
            case "suspend":
                return {"article": "《行政许可法》第四十五条"}
            case "extend":
                return {"amount": str(dice.randint(1, choices.extension.amount))}
            case "branch" | "cancel-branch":
                return {"branch": dice.choice(choices.branches).value}
            case "return":
                return {"step": dice.choice(choices.steps).value, "then": dice.choice(("", BACK))}
            case "add-signer":
                return {"step": dice.choice(choices.steps).value}
            case "remove-signer":
                return {"task": dice.choice(choices.tasks).value}
            case "transfer":
                there = [c.value for c in choices.receivers if "东川县市场" in c.name.zh]
                return {"to": there[0]} if there and dice.random() < 0.8 else {"outside": "外地机关"}
            case "merge":
                return {"cases": ",".join(c.value for c in choices.cases)}
            case "split":
                return {"source": dice.choice(choices.cases).value}
        return {}

    def _decide(self, case: CaseRow) -> str:
        """What was asked for may have become impossible: then it is refused and declined."""
        waiting = [r for r in requests_of(case.id) if r.state == "waiting"]
        if not waiting:
            return "nothing"
        request = self.dice.choice(waiting)
        who = self.dice.choice([o for o in self.people if o.holds(request.post_id) and o.id != request.asked_by])
        if self.dice.random() < 0.7:
            with suppress(*REFUSED):
                self._send(Decide(request.id, True, "同意", new_key(), who), decide)
                return f"approve {request.operation}"
        with suppress(*REFUSED):  # who stands in for the one who asked
            self._send(Decide(request.id, False, "不予批准", new_key(), who), decide)
        return f"decline {request.operation}"

    def _claim(self, case: CaseRow) -> str:
        tasks = [t for t in open_tasks(case.id) if not t.is_party]
        if not tasks:
            return "nothing"
        task, who = self.dice.choice(tasks), self.dice.choice(self.people)
        with suppress(*REFUSED):
            if task.officer_id and self.dice.random() < 0.6:
                holder = next(o for o in self.people if o.id == task.officer_id)
                self._send(ReleaseTask(task.id, holder), release_task)
                return "release"
            hands = self.hands(task)
            self._send(ClaimTask(task.id, self.dice.choice(hands) if hands else who), claim_task)
        return "claim"

    def _delegate(self, case: CaseRow) -> str:
        who = self.dice.choice(self.people)
        given = [d for d in list_delegations(who) if d.mine and d.in_force]
        if given:
            end_delegation(given[0].id, who)
            self.look_up_people()
            return "back"
        deputy = self.dice.choice([o for o in self.people if o.organisation_id == who.organisation_id])
        with suppress(CannotDelegate):
            last = today() + timedelta(days=self.dice.choice((0, 3, 20)))
            delegate(Delegate(who, deputy.id, today(), last, "休假", new_key()))
        self.look_up_people()
        return "delegate"

    def _add(self, case: CaseRow) -> str:
        with suppress(*REFUSED):
            supplement(Supplement(case.id, {"words": "补充说明"}, new_key()))
        return "supplement"

    def _message(self, case: CaseRow) -> str:
        """The party withdraws; seldom, for that is the end."""
        if self.dice.random() < 0.8:
            return "nothing"
        with suppress(*REFUSED):
            self._send(SendMessage(case.id, "撤回申请", {}, new_key(), party_case=case.id), send_message)
        return "withdraw"

    def _migrate(self, case: CaseRow) -> str:
        """This case alone, to the version that takes effect."""
        if case.power_code != POWER:
            return "nothing"
        self.version = self.dice.choice([n for n in range(len(VERSIONS)) if n != self.version])
        publish_variant(*VERSIONS[self.version])
        left = [c.id for c in self.running() if c.id != case.id]
        admin = self.officer("admin")
        start_migration(StartMigration(POWER, {}, [case.id], "新版本施行", new_key(), admin, left))
        run_due_jobs()
        db.session.expire_all()
        return "migrate" if case.bundle == effective_model(POWER).digest else "migration refused"

    def _again(self, case: CaseRow) -> str:
        """An old page is sent once more, as it was or as a new form: done once, or refused."""
        if not self.sent:
            return "nothing"
        before = [(c.id, c.log_seq) for c in self.cases]
        again = self.dice.choice(self.sent)
        with suppress(*REFUSED):
            again()
        assert [(c.id, c.log_seq) for c in self.cases] == before, "the same command twice is one"
        return "again"

    def _send(self, command: object, do: Callable[..., object]) -> object:
        done = do(command)
        if hasattr(command, "key"):
            self.sent.append(lambda: do(command))
        return done

    def _engine(self, case: CaseRow):
        return load_case(db.session(), case.id).case

    # ------------------------------------------------------------------------------------------ what must hold

    def check(self) -> None:
        for case in self.cases:
            tasks = open_tasks(case.id)
            if case.status == "finished":
                assert not tasks, (case.number, "a case that has ended has no open task")
                continue
            engine = self._engine(case)
            assert {t.task_id for t in tasks} == {t.id for t in engine.tasks}
            assert tasks or engine.due, (case.number, "somebody or the clock goes on")
            signatures = Counter((task.element_id, task.post_id) for task in tasks if task.item is not None)
            for task in tasks:
                assert task.is_party or task.post_id, (case.number, task.name)
                people = signatures[task.element_id, task.post_id]
                assert people <= len(self.may_do(task)) or task.is_party, (case.number, task.name, "too few may sign")
                assert task.is_party or self.may_do(task), (case.number, task.name, "nobody may sign it", task.not_by)

    def bring_to_an_end(self) -> None:
        """Each case is brought to an end of its flow by those whose steps they are, not by ending it."""
        for who in self.people:
            for away in list_delegations(who):
                if away.mine and away.in_force:
                    end_delegation(away.id, who)
        self.look_up_people()
        for case in self.running():
            for _ in range(60):
                db.session.expire_all()
                if case.status == "finished":
                    break
                advance_case(case.id)
                self._go_on(case)
            assert case.status == "finished", (case.number, [t.name for t in open_tasks(case.id)])
        for case in self.cases:
            assert chain_status(case.id).whole and not open_tasks(case.id)
        merged = db.session.scalars(select(CaseLink.case_id).where(CaseLink.kind == "merged"))
        assert not {c.id for c in self.running()}.intersection(merged)

    def _go_on(self, case: CaseRow) -> None:
        db.session.expire_all()
        if case.status == "finished":
            return
        if case.status == "suspended":
            who = next(o for o in self.people if self._offers(case, o, "resume"))
            operate(Operate(case.id, Intent("resume", "恢复", {}), new_key(), who))
            return
        held = {t.id for t in self._engine(case).tasks if t.held_by}
        for task in open_tasks(case.id):
            if task.task_id in held:
                continue
            if not task.is_party and task.officer_id and not self.hands(task):
                release_task(ReleaseTask(task.id, next(o for o in self.people if o.id == task.officer_id)))
                return
            if self.sign(case, task, TO_THE_END[task.element_id]) != "nobody just now":
                return
        self.clock.advance_to(self.clock.now() + timedelta(days=1))

    def _offers(self, case: CaseRow, who: Officer, operation: str) -> bool:
        with suppress(Refusal):
            return any(o.operation == operation for o in case_file(case.number, who).offers)
        return False


@pytest.fixture
def county(app, tmp_path: Path) -> None:
    """A county exercises the same power, with people of its own."""
    for kind in ("bpmn", "forms"):
        shutil.copytree(POWERS / kind / "90-test" / "permit", tmp_path / kind / "90-test" / "county")
    entry, flow = (tmp_path / "bpmn" / "90-test" / "county" / name for name in ("power.yaml", "flow.bpmn"))
    there = {"test-permit": "test-permit-county", "yunzhou-scjg": "dongchuan-scjg", "云测许": "东测许"}
    for file in (entry, flow):
        for before, after in there.items():
            file.write_text(file.read_text().replace(before, after))
    assert publish_folders(tmp_path / "bpmn", tmp_path / "forms") == [("90-test/county", None)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_any_order(app, county, clock: FixedClock):
    seen: Counter[str] = Counter()

    @settings(
        max_examples=SEQUENCES, deadline=None, derandomize="DAYLIGHT_SEQUENCES" not in os.environ, database=None,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate,), report_multiple_bugs=False,
    )  # fmt: skip
    @given(st.integers(0, 2**32), st.sampled_from(range(len(VERSIONS))))
    def play(seed: int, version: int) -> None:
        office = Office(Random(seed), clock, version, seen)
        try:
            for _ in range(LENGTH):
                office.step()
                office.check()
            office.bring_to_an_end()
        except BaseException as fault:
            fault.add_note(" ".join(office.did))
            raise

    play()
    print(dict(seen.most_common()))
