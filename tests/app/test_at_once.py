"""Several at the same moment: one wins, the others are told, nothing is lost or done twice."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from app.cases.commands import ClaimTask, CompleteTask, claim_task, complete_task
from app.cases.errors import StaleTask, TakenByAnother
from app.cases.keys import new_key
from app.cases.verification import chain_status
from app.database import db
from tests.app.world import accept, apply, officer, open_tasks


def at_once(app: Flask, *works) -> list[object]:
    """What each returned, or what it raised."""

    def run(work) -> object:
        with app.app_context():
            try:
                return work()
            except Exception as error:
                return error
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


def test_of_two_who_complete_one_task_one_wins(served):
    for _ in range(5):
        with served.app_context():
            case_id = apply().case_id
            task_id = open_tasks(case_id)[0].id
            db.session.remove()
        results = at_once(
            served,
            *(
                lambda who=who: complete_task(CompleteTask(task_id, {"结论": "受理"}, new_key(), "", officer(who)))  # noqa: B023
                for who in ("limin", "hechun")
            ),
        )
        assert sorted(isinstance(result, StaleTask) for result in results) == [False, True], results
        with served.app_context():
            assert chain_status(case_id).lines == 2


def test_one_form_sent_twice_at_once_is_one(served):
    with served.app_context():
        case_id = apply().case_id
        command = CompleteTask(open_tasks(case_id)[0].id, {"结论": "受理"}, new_key(), "", officer("limin"))
        db.session.remove()
    first, second = at_once(served, lambda: complete_task(command), lambda: complete_task(command))
    assert first == second and sorted([first.repeated, second.repeated]) == [False, True]


def test_one_application_sent_twice_at_once_is_one(served):
    key = new_key()
    first, second, third = at_once(served, *[lambda: apply(key)] * 3)
    assert first == second == third, (first, second, third)


def test_applications_at_once_get_numbers_without_gap_or_repetition(served):
    results = at_once(served, *[lambda: [apply().number for _ in range(4)]] * 4)
    numbers = [number for result in results for number in result]
    assert sorted(numbers) == sorted(f"云测许〔2026〕{n}" for n in range(1, 17))


def test_two_signatures_at_once_both_count(served):
    with served.app_context():
        case_id = apply().case_id
        accept(case_id)
        tasks = [t.id for t in open_tasks(case_id)]
        db.session.remove()
    results = at_once(
        served,
        lambda: complete_task(CompleteTask(tasks[0], {"合格": "yes"}, new_key(), "", officer("liujianguo"))),
        lambda: complete_task(CompleteTask(tasks[1], {"合格": "yes"}, new_key(), "", officer("maxiaodong"))),
    )
    assert not [result for result in results if isinstance(result, Exception)], results
    with served.app_context():
        assert [t.element_id for t in open_tasks(case_id)] == ["decide"]
        assert chain_status(case_id).whole


def test_of_two_who_claim_one_task_one_gets_it(served):
    with served.app_context():
        case_id = apply().case_id
        task_id = open_tasks(case_id)[0].id
        db.session.remove()
    works = [lambda who=who: claim_task(ClaimTask(task_id, officer(who))) for who in ("limin", "hechun")]
    results = at_once(served, *works)
    assert sorted(isinstance(result, TakenByAnother) for result in results) == [False, True], results
