"""No model can spin or fill the memory, and one specification serves many threads."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest

from engine import Calendar, Case, CaseError, FixedClock, ModelRefused, TooManySteps, read_model
from engine.running.runtime import Runtime
from tests.engine.running.conftest import MONDAY, Played, flows, process

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
JOINT = (
    '<userTask id="T" daylight:results="votes"><extensionElements><daylight:joint rule="all" agrees="ok" outcome="r"/>'
    "</extensionElements><multiInstanceLoopCharacteristics><loopCardinality>{}</loopCardinality>"
    "</multiInstanceLoopCharacteristics></userTask>"
)


def test_a_thousand_sign():
    case = Played(read_model(process(START + JOINT.format(1000) + END + flows("s T", "T e")))).case
    for number in range(1000):
        task = next(t for t in case.tokens.live() if "inner" in t.internal_data)
        case.complete(task.id, {"ok": True}, by=str(number))
    assert case.status == "finished" and case.values["0"]["r"]["同意"] == 1000


def test_one_specification_serves_many_threads():
    """Made by the first who needs it, while others ask for it too; nothing of one case shows in another."""
    model = read_model(
        process(
            START + '<parallelGateway id="g"/>' + JOINT.format("n") + '<userTask id="U"/><parallelGateway id="j"/>'
            + END
            + flows("s g", "g T", "g U", "T j", "U j", "j e")
        )
    )  # fmt: skip

    def play(number: int) -> tuple[str, int, int]:
        case = Case.start(model, clock=FixedClock(MONDAY), calendar=Calendar.china(), data={"n": number % 5})
        while case.tasks:
            case = Case.unpack(model, case.pack(), clock=FixedClock(MONDAY), calendar=Calendar.china())
            task = case.tasks[0]
            case.complete(task.id, {"ok": True} if task.element_id == "T" else {}, by=f"{number}-{task.id}")
        return case.status, number % 5, len(case.values["0"]["votes"])

    with ThreadPoolExecutor(16) as pool:
        for status, wanted, got in pool.map(play, range(200)):
            assert (status, got) == ("finished", wanted)


def test_gateways_that_only_lead_round_are_refused_when_read():
    with pytest.raises(ModelRefused) as refused:
        read_model(process(START + '<exclusiveGateway id="a"/><parallelGateway id="b"/>' + flows("s a", "a b", "b a")))
    assert refused.value.element in ("a", "b")


SPLITTING = (
    START
    + '<userTask id="S"/><exclusiveGateway id="m"/><parallelGateway id="g"/><exclusiveGateway id="x" default="f5"/>'
    + '<userTask id="T"/>'
    + END
    + flows("s {}", "S m", "m g", "g m", "g x", "x T", "x e = a = 1", "T e")
)


def test_a_circle_that_splits_is_stopped_and_leaves_no_case():
    with pytest.raises(TooManySteps) as stopped:
        Played(read_model(process(SPLITTING.format("m"))))
    assert stopped.value.element


DOUBLING = (
    '<parallelGateway id="g"/><exclusiveGateway id="p"/><exclusiveGateway id="q"/>'
    + flows("s m", "m g", "g p", "g q", "p x", "q x", "x e = a = 1", "x m"),
    7,
)
JOINING = '<parallelGateway id="g"/>' + flows("s m", "m g", "g x", "g m", "x e = a = 1", "x m"), 5
WORKING = (
    '<scriptTask id="c" scriptFormat="feel" daylight:result="n"><script>n + 1</script></scriptTask>'
    '<parallelGateway id="g"/>' + flows("s m", "m c", "c g", "g x", "g x", "x e = a = 1", "x m"),
    6,
)


@pytest.mark.parametrize(("ways", "kind"), [(DOUBLING, "exclusive"), (JOINING, "inclusive"), (WORKING, "exclusive")])
def test_a_circle_that_makes_more_and_more_is_stopped_early(play, monkeypatch, ways, kind):
    """Long before the bound of steps: the more tokens there are, the more each step costs."""
    taken = []
    monkeypatch.setattr(Runtime, "took", lambda self, flow: taken.append(flow))
    body, default = ways
    gateway = f'<exclusiveGateway id="m"/><{kind}Gateway id="x" default="f{default}"/>'
    with pytest.raises(TooManySteps):
        play(START + gateway + body + END, data={"n": 0})
    assert 1000 < len(taken) < 9000


def test_a_circle_that_makes_as_much_as_is_to_be_made_is_no_such(play):
    """Hundreds of tasks made one by one, and thousands of ways that meet in one gateway."""
    count = '<scriptTask id="c" scriptFormat="feel" daylight:result="n"><script>n + 1</script></scriptTask>'
    gateways = '<exclusiveGateway id="m"/><parallelGateway id="g"/><exclusiveGateway id="x" default="f6"/>'
    ways = flows("s m", "m c", "c g", "g T", "g x", "x e = n >= 900", "x m")
    case = play(START + gateways + count + '<userTask id="T"/>' + END + ways, data={"n": 0}).case
    assert len(case.tasks) == 900
    many = range(1500)
    branches = "".join(f'<scriptTask id="S{n}" scriptFormat="feel"><script>{{}}</script></scriptTask>' for n in many)
    ways = flows("s g", *(f"g S{n}" for n in many), *(f"S{n} m" for n in many), "m e")
    body = START + '<parallelGateway id="g"/><exclusiveGateway id="m"/>' + branches + END + ways
    assert play(body).finished


def test_a_case_that_would_spin_stays_where_it_was(play):
    case = play(SPLITTING.format("S"))
    before = case.restored().pack()
    with pytest.raises(TooManySteps):
        case.case.complete(case.case.tasks[0].id, {}, by="x")
    assert case.case.pack() == before


def test_a_timer_that_begins_anew_at_once_is_stopped(play):
    body = (
        START + '<exclusiveGateway id="m"/><intermediateCatchEvent id="w"><timerEventDefinition><timeDuration>PT0S'
        '</timeDuration></timerEventDefinition></intermediateCatchEvent><exclusiveGateway id="x" default="f3"/>' + END
        + flows("s m", "m w", "w x", "x m", "x e = a = 1")
    )  # fmt: skip
    case = play(body)
    with pytest.raises(CaseError) as stopped:
        case.restored().advance()
    assert stopped.value.element == "w"
    case.case.mend("a", 1, "出口条件从未成立", by="admin")
    case.restored().advance()
    assert case.case.status == "finished"


def test_what_has_come_due_ten_thousand_times_is_done_bit_by_bit(play, monkeypatch):
    """Each time costs more the more has been opened; every bit that is done stands."""
    monkeypatch.setattr("engine.running.case.MAX_GONE_OVER", 5_000)
    timer = "<timerEventDefinition><timeCycle>R/PT1M</timeCycle></timerEventDefinition>"
    case = play(
        START + '<userTask id="T"/><userTask id="R"/>'
        f'<boundaryEvent id="b" attachedToRef="T" cancelActivity="false">{timer}</boundaryEvent>'
        + flows("s T", "b R")
    )  # fmt: skip
    case.clock.advance_to(case.clock.now() + timedelta(days=30))
    first, then = case.restored().advance(), case.restored().advance()
    assert 0 < then < first < 200 and case.open.count("R") == first + then
    assert case.case.due[0][0] == MONDAY + timedelta(minutes=first + then + 1)


def test_a_case_that_is_full_goes_on_bit_by_bit_as_there_is_room(play, monkeypatch):
    """It failed each time, with all that came before and all that was due after it."""
    monkeypatch.setattr("engine.running.tokens.MAX_TOKENS", 50)
    cycle, last = (
        f"<timerEventDefinition><time{kind}>{time}</time{kind}></timerEventDefinition>"
        for kind, time in (("Cycle", "R/PT1M"), ("Duration", "P1D"))
    )
    inside = (
        f'<userTask id="T"/><userTask id="R"/><boundaryEvent id="b" attachedToRef="T" cancelActivity="false">{cycle}'
        '</boundaryEvent><sequenceFlow id="i" sourceRef="b" targetRef="R"/>'
    )
    case = play(
        START + f'<subProcess id="P">{inside}</subProcess><boundaryEvent id="d" attachedToRef="P">{last}'
        '</boundaryEvent><userTask id="L"/>' + flows("s P", "d L")
    )  # fmt: skip
    case.clock.advance_to(case.clock.now() + timedelta(hours=2))
    full = case.restored().advance()
    assert 40 < full < 50 and case.case.put_off is None
    assert case.restored().advance() == 0 and case.case.put_off.element == "R" and case.open.count("R") == full
    case.do("R").do("R")
    assert case.restored().advance() == 2 and case.open.count("R") == full
    assert case.case.due[0][0] == MONDAY + timedelta(minutes=full + 3)
    assert case.later(days=1).open == ["L"]


def test_what_is_due_at_one_moment_is_done_at_once(play, monkeypatch):
    monkeypatch.setattr("engine.running.case.MAX_GONE_OVER", 1)
    many = "<multiInstanceLoopCharacteristics><loopCardinality>20</loopCardinality></multiInstanceLoopCharacteristics>"
    timer = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    inner = f'{many}<userTask id="T"/><boundaryEvent id="b" attachedToRef="T">{timer}</boundaryEvent><userTask id="L"/>'
    case = play(START + f'<subProcess id="P">{inner}{flows("b L").replace("f0", "p")}</subProcess>' + flows("s P"))
    assert case.later(hours=1).open == ["L"] * 20


MANY = (
    '<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>{}</loopCardinality>'
    "</multiInstanceLoopCharacteristics>"
)
NOTHING = {
    "a thousand rounds of nothing": (f'<subProcess id="P0">{MANY.format(1000)}</subProcess>', 1),
    "empty sub-processes in a row": ('<subProcess id="P{}"/>', 600),
    "steps that nobody has to do in a row": (f'<userTask id="P{{}}">{MANY.format(0)}</userTask>', 600),
}


@pytest.mark.parametrize("what", NOTHING)
def test_however_much_of_nothing_is_passed(play, what):
    one, number = NOTHING[what]
    row = [f"P{n}" for n in range(number)]
    steps = "".join(one.format(n) for n in range(number))
    ways = flows("s P0", *map(" ".join, pairwise([*row, "T"])), "T e")
    case = play(START + steps + '<userTask id="T"/>' + END + ways)
    assert case.open == ["T"]


def test_an_empty_sub_process_that_is_repeated_for_ever_is_stopped_by_name(play):
    loop = "<standardLoopCharacteristics><loopCondition>true</loopCondition></standardLoopCharacteristics>"
    with pytest.raises(TooManySteps) as stopped:
        play(START + f'<subProcess id="P">{loop}</subProcess>' + END + flows("s P", "P e"))
    assert stopped.value.element == "P"
