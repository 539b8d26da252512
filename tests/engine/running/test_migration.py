"""Moving a running case to another version: each way in which that goes wrong elsewhere, and what we do instead."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from engine import Case, Model, NotMigrated, read_model
from tests.engine.running.conftest import Played, flows, process

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
TIMER = "<timerEventDefinition><timeDuration>{}</timeDuration></timerEventDefinition>"


def model(body: str) -> Model:
    return read_model(process(body))


def tasks(*ids: str) -> str:
    return "".join(f'<userTask id="{id}"/>' for id in ids)


def moved(case: Played, new: Model, **more: object) -> Played:
    case.case = case.restored().migrate(new, "新版本生效", by="legal", **more)
    case.model = new
    return case


OLD = START + tasks("A", "B") + END + flows("s A", "A B", "B e")


def test_what_comes_later_may_change():
    case = moved(Played(model(OLD)), model(START + tasks("A", "X") + END + flows("s A", "A X", "X e")))
    case.do("A").do("X")
    assert case.finished


def test_task_ids_stay_so_that_drafts_do():
    case = Played(model(OLD))
    before = case.case.tasks[0].id
    moved(case, model(START + tasks("A", "X") + END + flows("s A", "A X", "X e")))
    assert case.case.tasks[0].id == before and case.case.changes.opened == () and case.case.changes.closed == ()


def test_a_step_that_is_gone_needs_a_mapping():
    case, new = Played(model(OLD)), model(START + tasks("A1", "B") + END + flows("s A1", "A1 B", "B e"))
    with pytest.raises(NotMigrated) as refused:
        case.restored().migrate(new, "x", by="legal")
    assert refused.value.element == "A"
    moved(case, new, mapping={"A": "A1"}).do("A1")
    assert case.open == ["B"]


def test_a_person_s_step_does_not_become_a_script():
    script = '<scriptTask id="A" daylight:result="x"><script>1</script></scriptTask>'
    with pytest.raises(NotMigrated):
        Played(model(OLD)).case.migrate(
            model(START + script + tasks("B") + END + flows("s A", "A B", "B e")), "x", by="l"
        )


def test_a_step_inserted_before_is_named_and_has_to_be_accepted():
    case = Played(model(OLD)).do("A")
    new = model(START + tasks("A", "X", "B") + END + flows("s A", "A X", "X B", "B e"))
    plan = case.restored().plan_migration(new)
    assert not plan.safe and [f.element for f in plan.to_accept] == ["X"]
    with pytest.raises(NotMigrated):
        case.case.migrate(new, "x", by="legal")
    moved(case, new, accept=True).do("B")
    assert case.finished


def test_a_running_timer_goes_on_and_an_added_one_begins():
    def with_timer(id: str, time: str) -> str:
        return f'<boundaryEvent id="{id}" attachedToRef="A">{TIMER.format(time)}</boundaryEvent>'

    late = tasks("L") + END + flows("s A", "A B", "B e", "b L", "L e")
    case = Played(model(START + tasks("A", "B") + with_timer("b", "PT2H") + late)).later(hours=1)
    more = tasks("L") + END + flows("s A", "A B", "B e", "b L", "c L", "L e")
    moved(case, model(START + tasks("A", "B") + with_timer("b", "PT2H") + with_timer("c", "PT30M") + more))
    due = [at for at, _ in case.restored().due]
    assert due == [datetime(2026, 3, 2, 2, 30, tzinfo=UTC), datetime(2026, 3, 2, 3, 0, tzinfo=UTC)]
    case.later(minutes=31)
    assert case.open == ["L"]


FORK = START + '<parallelGateway id="g"/><parallelGateway id="j"/>' + END


def test_a_branch_added_inside_a_running_parallel_block_is_refused():
    case = Played(model(FORK + tasks("A", "B") + flows("s g", "g A", "g B", "A j", "B j", "j e"))).do("A")
    new = model(FORK + tasks("A", "B", "C") + flows("s g", "g A", "g B", "g C", "A j", "B j", "C j", "j e"))
    with pytest.raises(NotMigrated) as refused:
        case.restored().migrate(new, "x", by="legal")
    assert refused.value.element == "j"
    fresh = Played(model(START + tasks("T") + FORK[len(START) :] + tasks("A", "B") + flows(
        "s T", "T g", "g A", "g B", "A j", "B j", "j e")))  # fmt: skip
    later = model(START + tasks("T") + FORK[len(START) :] + tasks("A", "B", "C") + flows(
        "s T", "T g", "g A", "g B", "g C", "A j", "B j", "C j", "j e"))  # fmt: skip
    moved(fresh, later).do("T").do("A").do("B").do("C")
    assert fresh.finished


def test_arrivals_at_a_join_are_carried_over():
    old = FORK + tasks("A", "B") + flows("s g", "g A", "g B", "A j", "B j", "j e")
    new = FORK + tasks("A", "B") + flows("s g", "B j", "g B", "A j", "g A", "j e")  # other ids for the same flows
    case = moved(Played(model(old)).do("A"), model(new))
    case.do("B")
    assert case.finished


def test_an_active_sub_process_and_its_inside_move_along():
    def inside(*ids: str) -> str:
        chain = ["ps", *ids, "pe"]
        arrows = "".join(f'<sequenceFlow id="p{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in
                         enumerate(pairwise(chain)))  # fmt: skip
        body = f'<startEvent id="ps"/>{tasks(*ids)}<endEvent id="pe"/>{arrows}'
        return START + f'<subProcess id="P">{body}</subProcess>' + END + flows("s P", "P e")

    case = moved(Played(model(inside("A"))), model(inside("A", "B")))
    case.do("A").do("B")
    assert case.finished


def test_a_listener_added_by_the_new_version_listens():
    withdraw = (
        '<subProcess id="W" triggeredByEvent="true"><startEvent id="ws"><messageEventDefinition messageRef="m"/>'
        '</startEvent><endEvent id="we"/><sequenceFlow id="w" sourceRef="ws" targetRef="we"/></subProcess>'
    )
    new = read_model(process(OLD + withdraw, '<message id="m" name="撤回"/>'))
    case = moved(Played(model(OLD)), new)
    case.restored().send("撤回")
    assert case.finished


def test_a_listener_that_was_there_moves_along():
    withdraw = (
        '<subProcess id="W" triggeredByEvent="true"><startEvent id="ws"><messageEventDefinition messageRef="m"/>'
        '</startEvent><endEvent id="we"/><sequenceFlow id="w" sourceRef="ws" targetRef="we"/></subProcess>'
    )
    message = '<message id="m" name="撤回"/>'
    longer = START + tasks("A", "X") + END + flows("s A", "A X", "X e") + withdraw
    case = moved(Played(read_model(process(OLD + withdraw, message))), read_model(process(longer, message)))
    case.restored().send("撤回")
    assert case.finished


def test_what_has_come_does_not_come_again_because_of_the_move():
    """A reminder that was sent, a withdrawal that has taken the place of the rest."""
    body = (
        START + tasks("A", "R") + END
        + f'<boundaryEvent id="b" attachedToRef="A" cancelActivity="false">{TIMER.format("PT1H")}</boundaryEvent>'
        '<subProcess id="W" triggeredByEvent="true"><startEvent id="ws"><messageEventDefinition messageRef="stop"/>'
        '</startEvent><userTask id="wt"/><sequenceFlow id="wf" sourceRef="ws" targetRef="wt"/></subProcess>'
        + flows("s A", "A e", "b R", "R e")
    )  # fmt: skip
    case = Played(model(body)).later(hours=1)
    moved(case, model(body))
    assert case.open == ["A", "R"] and not case.case.waits
    case.restored().send("stop")
    moved(case, model(body))
    assert case.open == ["wt"] and not case.case.receivable


def test_an_event_gateway_moves_with_its_flows_whatever_they_are_called_now():
    events = "".join(
        f'<intermediateCatchEvent id="{id}"><messageEventDefinition messageRef="{id}"/></intermediateCatchEvent>'
        for id in ("m", "n")
    )
    body = START + '<eventBasedGateway id="g"/>' + events + tasks("A") + END
    ways = flows("s g", "g m", "g n", "m A", "n A", "A e")
    case = moved(Played(model(body + ways)), model(body + ways.replace('id="f', 'id="other')))
    case.restored().send("m")
    assert case.open == ["A"]
    gone = body + flows("s g", "g m", "m A", "s n", "n A", "A e")
    with pytest.raises(NotMigrated) as refused:
        Played(model(body + ways)).case.migrate(model(gone), "x", by="legal")
    assert refused.value.element == "n"


def test_a_step_to_which_a_return_goes_straight_back_has_to_be_there():
    case = Played(model(OLD)).do("A")
    case.restored().return_to("A", "x", by="head", then_back=True)
    new = model(START + tasks("A", "B1") + END + flows("s A", "A B1", "B1 e"))
    with pytest.raises(NotMigrated) as refused:
        case.restored().migrate(new, "x", by="legal")
    assert refused.value.element == "B"
    moved(case, new, mapping={"B": "B1"}).do("A")
    assert case.open == ["B1"]


def test_the_old_case_is_as_it_was_and_the_move_is_an_entry():
    case = Played(model(OLD))
    before = case.case.pack()
    new = case.case.migrate(model(START + tasks("A", "X") + END + flows("s A", "A X", "X e")), "新版本生效", by="legal")
    assert case.case.pack() == before and isinstance(new, Case)
    assert [(e.kind, e.opinion) for e in new.changes.entries] == [("migrated", "新版本生效")]


def test_a_step_that_is_given_values_of_its_own_is_another_kind_of_step():
    given = '<daylight:handed><daylight:input name="b" value="1"/></daylight:handed>'
    body = START + '<userTask id="T"><extensionElements>{}</extensionElements></userTask>' + END + flows("s T", "T e")
    plan = Played(model(body.format(""))).case.plan_migration(model(body.format(given)))
    assert [f.element for f in plan.problems] == ["T"]
