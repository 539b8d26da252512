"""One small model for each repair: what it does, and the line in the report that names the element."""

import json

import pytest

from engine import Model, ModelRefused, export_model, read_model
from engine.reading.repairs import REPAIRS
from tests.engine.checks.conftest import form, power
from tests.engine.running.conftest import Played, flows, process

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
VENDOR = 'xmlns:camunda="urn:camunda" xmlns:zeebe="urn:zeebe" xmlns:spiffworkflow="urn:spiff"'


def straight(node: str) -> str:
    return START + node + END + flows("s X", "X e")


def read(body: str, more: str = "") -> Model:
    return read_model(process(body, more, VENDOR), "Main")


def said(model: Model, code: str, element: str = "X") -> str:
    """The report's line of a repair about an element."""
    return next(f.message.en for f in model.report if (f.check, f.element) == (code, element))


def choice(*conditions: str, gateway: str = "exclusiveGateway") -> str:
    """A gateway X with one way to an end for each condition ("" for none)."""
    ways = "".join(
        f'<endEvent id="e{n}"/><sequenceFlow id="w{n}" name="way {n}" sourceRef="X" targetRef="e{n}">'
        + (f"<conditionExpression>{c}</conditionExpression>" if c else "")
        + "</sequenceFlow>"
        for n, c in enumerate(conditions)
    )
    return START + f'<{gateway} id="X"/>' + flows("s X") + ways


def test_every_repair_has_a_paragraph_in_the_docs() -> None:
    from pathlib import Path

    page = (Path(__file__).parents[3] / "docs" / "repairs.md").read_text()
    assert [r.CODE for r in REPAIRS if f"`{r.CODE}`" not in page] == []


# ---------------------------------------------------------------------- ids and flows


def test_one_id_in_two_sub_processes_is_told_apart() -> None:
    inner = '<userTask id="T" name="{0}"/><userTask id="U"/><sequenceFlow id="i" sourceRef="T" targetRef="U"/>'
    body = f'<subProcess id="X">{inner.format("a")}</subProcess><subProcess id="Y">{inner.format("b")}</subProcess>'
    model = read(START + body + END + flows("s X", "X Y", "Y e"))
    assert sorted(e.name.zh for e in model.elements.values() if e.id.startswith("T")) == ["a", "b"]
    assert model.flows["i_2"].source == "T_2" and model.elements["T_2"].parent == "Y"
    assert "T_2" in said(model, "ids", "T_2")


def test_a_step_with_the_id_of_its_process_is_told_apart() -> None:
    body = straight('<userTask id="X"/>')
    model = read(body.replace('"X"', '"Main"'))
    assert model.elements["Main_2"].parent == "Main" and said(model, "ids", "Main_2")


def test_two_steps_of_one_id_in_one_place_are_refused() -> None:
    with pytest.raises(ModelRefused):
        read(straight('<userTask id="X"/><userTask id="X"/>'))


def test_an_unusable_id_is_renamed_wherever_it_is_used() -> None:
    model = read(straight('<userTask id="X"/>').replace('"X"', '"1 X"'))
    assert next(f.target for f in model.flows.values()) == "_1_X"
    assert "_1_X" in said(model, "ids", "1 X")


def test_a_flow_to_nowhere_leads_to_a_person() -> None:
    case = Played(model := read(START + flows("s missing")))
    assert case.open == ["missing"] and "missing" in said(model, "loose-flows", "f0")


def test_a_flow_from_nowhere_is_left_out() -> None:
    model = read(straight('<userTask id="X"/>') + '<sequenceFlow id="g" sourceRef="no" targetRef="X"/>')
    assert "g" not in model.flows and "no" in said(model, "loose-flows", "g")


# ---------------------------------------------------------------------- choices


def test_a_condition_in_another_language_is_put_into_feel() -> None:
    model = read(choice("${ok == 'yes'}", ""))
    assert model.flows["w0"].condition.text == 'ok = "yes"' and 'ok = "yes"' in said(model, "conditions", "w0")
    assert model.elements["X"].default == "w1" and "w1" in said(model, "choices")


def test_a_condition_that_is_not_understood_is_left_to_a_person() -> None:
    case = Played(model := read(choice("${bean.decides(execution)}", "${ok}")))
    assert case.open == ["X"] and "person chooses" in said(model, "choices")
    options = model.forms["X.question"].fields[0].options
    assert [o.text.zh for o in options] == ["way 0", "way 1"]
    case.do("X", chosen_X="w1")
    assert case.finished and case.case.ended_at == ["e1"]


def test_several_ways_behind_an_inclusive_gateway_are_chosen_together() -> None:
    case = Played(read(choice("", "", "", gateway="inclusiveGateway")))
    case.do("X", chosen_X=["w0", "w2"])
    assert case.case.ended_at == ["e0", "e2"]


def test_an_inclusive_join_that_asks_joins_first() -> None:
    join = choice("", "", gateway="inclusiveGateway").replace(flows("s X"), "")
    body = join + '<parallelGateway id="g"/><userTask id="A"/><userTask id="B"/>'
    case = Played(read(body + flows("s g", "g A", "g B", "A X", "B X")))
    case.do("A")
    assert case.open == ["B"]
    case.do("B")
    assert case.open == ["X"]
    case.do("X", chosen_X=["w0"])
    assert case.finished


def test_a_condition_behind_a_step_gets_a_gateway_of_its_own() -> None:
    body = choice("${bean.a()}", "").replace("exclusiveGateway", "userTask")
    case = Played(read(body))
    case.do("X")
    assert case.open == ["X_choice"]


@pytest.mark.parametrize("condition", ["10**10**8 &gt; 0", "(a := 1) == 1", "__import__('os')", "1 + 1"])
def test_conditions_that_are_no_conditions_are_refused(condition: str) -> None:
    with pytest.raises(ModelRefused) as refused:
        read(choice(condition, ""))
    assert "w0" in {f.element for f in refused.value.findings}


def test_a_parallel_gateway_checks_no_conditions() -> None:
    model = read(choice("a", "b", gateway="parallelGateway"))
    assert model.flows["w0"].condition is None and "every way" in said(model, "gateways", "w0")


def test_an_event_gateway_checks_no_conditions() -> None:
    catches = "".join(
        f'<intermediateCatchEvent id="{id}"><messageEventDefinition messageRef="m{id}"/></intermediateCatchEvent>'
        for id in "AB"
    )
    ways = (
        '<sequenceFlow id="w" sourceRef="X" targetRef="A"><conditionExpression>n &lt; 1</conditionExpression>'
        "</sequenceFlow>"
    )
    body = START + '<eventBasedGateway id="X"/>' + catches + ways + flows("s X", "X B")
    model = read(body)
    assert model.flows["w"].condition is None and "comes first chooses" in said(model, "gateways", "w")


def test_a_step_behind_an_event_gateway_waits_for_a_message() -> None:
    body = START + '<eventBasedGateway id="X"/><userTask id="A" name="a"/><userTask id="B" name="b"/>'
    case = Played(model := read(body + flows("s X", "X A", "X B")))
    case.case.send("b")
    assert case.open == ["B"] and "'a'" in said(model, "gateways")


# ---------------------------------------------------------------------- work


@pytest.mark.parametrize(
    ("node", "code"),
    [
        ('<scriptTask id="X" scriptFormat="groovy"><script>println 1</script></scriptTask>', "scripts"),
        ('<scriptTask id="X"/>', "scripts"),
        ('<serviceTask id="X" camunda:class="a.B"/>', "services"),
        ('<businessRuleTask id="X" camunda:decisionRef="d"/>', "calls"),
        ('<callActivity id="X" calledElement="elsewhere"/>', "calls"),
        ('<callActivity id="X" calledElement="${which}"/>', "calls"),
        ('<intermediateThrowEvent id="X"><compensateEventDefinition/></intermediateThrowEvent>', "undoing"),
        ('<intermediateThrowEvent id="X"><linkEventDefinition name="L"/></intermediateThrowEvent>', "links"),
        ('<intermediateThrowEvent id="X"><conditionalEventDefinition/></intermediateThrowEvent>', "events"),
    ],
)
def test_what_cannot_be_executed_is_done_by_a_person(node: str, code: str) -> None:
    case = Played(model := read(straight(node)))
    assert case.open == ["X"] and "person" in said(model, code)
    case.do("X")
    assert case.finished


@pytest.mark.parametrize(
    ("script", "feel"),
    [("a = b * 2", "b * 2"), ("var a = b + 1;", "b + 1"), ("execution.setVariable('a', b)", "b")],
)
def test_an_assignment_is_worked_out(script: str, feel: str) -> None:
    model = read(straight(f'<scriptTask id="X" scriptFormat="javascript"><script>{script}</script></scriptTask>'))
    assert model.elements["X"].script.text == feel and model.elements["X"].result == "a"


@pytest.mark.parametrize(
    ("language", "script", "feel"),
    [
        ("python", "b = 1\nc = b + 1  # more", "{b: 1, c: b + 1}"),
        ("python", 'b, c = 1, "x, y"', '{b: 1, c: "x, y"}'),
        ("python", "b += 1\nc = 7 // 2", "{b: b + 1, c: floor(7 / 2)}"),
        ("javascript", 'var b = [1,\n2]; // two\nvar c = "//";', '{b: [1, 2], c: "//"}'),
        ("groovy", "execution.setVariable('b', 1); execution.setVariable('c', b)", "{b: 1, c: b}"),
    ],
)
def test_several_assignments_are_worked_out_in_their_order(language: str, script: str, feel: str) -> None:
    model = read(straight(f'<scriptTask id="X" scriptFormat="{language}"><script>{script}</script></scriptTask>'))
    assert model.elements["X"].script.text == feel and model.elements["X"].result is None


@pytest.mark.parametrize("script", ["b, c = c, b", "b = 1\nb = 2", "b = 1\nprint(b)", "b, c = 1"])
def test_what_is_more_than_assignments_a_person_does(script: str) -> None:
    model = read(straight(f'<scriptTask id="X" scriptFormat="python"><script>{script}</script></scriptTask>'))
    assert model.elements["X"].kind == "userTask"


def test_the_decision_and_the_call_of_another_engine_are_found() -> None:
    called = '<extensionElements xmlns:zeebe="urn:zeebe"><zeebe:calledElement processId="Called"/></extensionElements>'
    other = '<process id="Called"><startEvent id="cs"/></process>'
    assert read(straight(f'<callActivity id="X">{called}</callActivity>'), other).elements["X"].called == "Called"


def test_groups_and_forms_of_another_engine() -> None:
    fields = '<camunda:formField id="days" type="long" label="Days"/><camunda:formField id="ok" type="boolean"/>'
    form = f"<extensionElements><camunda:formData>{fields}</camunda:formData></extensionElements>"
    model = read(straight(f'<userTask id="X" camunda:candidateGroups="clerks">{form}</userTask>'))
    assert model.elements["X"].post == "clerks" and "clerks" in said(model, "people")
    assert [f.widget for f in model.forms["X.form"].fields] == ["number", "yesno"]


def test_the_one_who_started_is_the_applicant() -> None:
    body = straight('<userTask id="X" camunda:assignee="${who}"/>').replace('id="s"', 'id="s" camunda:initiator="who"')
    assert read(body).elements["X"].is_party


@pytest.mark.parametrize(
    ("role", "post"),
    [
        ("<resourceAssignmentExpression><formalExpression>group(clerks), user(li)</formalExpression>", "clerks"),
        ("<resourceAssignmentExpression><formalExpression>clerks</formalExpression>", "clerks"),
        ("<resourceRef>R</resourceRef>", "窗口"),
    ],
)
def test_the_roles_of_bpmn_itself_say_whose_step_it_is(role: str, post: str) -> None:
    whole = role + ("</resourceAssignmentExpression>" if "Expression" in role else "")
    body = straight(f'<userTask id="X"><potentialOwner>{whole}</potentialOwner></userTask>')
    model = read(body, '<resource id="R" name="窗口"/>')
    assert model.elements["X"].post == post and post in said(model, "people")


def test_they_say_it_too_of_what_only_becomes_a_persons_step() -> None:
    body = straight('<businessRuleTask id="X"><performer><resourceRef>R</resourceRef></performer></businessRuleTask>')
    model = read(body, '<resource id="R" name="窗口"/>')
    assert (model.elements["X"].kind, model.elements["X"].post) == ("userTask", "窗口")
    again = read_model(dict(export_model(model)), model.process_id)
    assert again.elements["X"].post == "窗口"


def test_what_another_system_or_nobody_sends_a_person_sends() -> None:
    worker = '<extensionElements><zeebe:taskDefinition type="mail"/></extensionElements>'
    for body, why in ((worker, "(mail)"), ("", "does not say which message")):
        model = read(straight(f'<sendTask id="X" name="寄送">{body}</sendTask>'))
        assert why in said(model, "services") and Played(model).open == ["X"]
    sends = read(straight('<sendTask id="X" messageRef="m"/>'), '<message id="m" name="M"/>')
    assert sends.elements["X"].kind == "sendTask" and not sends.report


def test_what_hangs_on_a_step_is_named() -> None:
    listener = "<extensionElements><camunda:taskListener/></extensionElements>"
    assert "listeners" in said(read(straight(f'<userTask id="X">{listener}</userTask>')), "aside")


# ---------------------------------------------------------------------- how often


def test_a_collection_of_another_engine() -> None:
    multi = '<multiInstanceLoopCharacteristics camunda:collection="${items}" camunda:elementVariable="item"/>'
    case = Played(read(straight(f'<userTask id="X">{multi}</userTask>')), {"items": ["a", "b"]})
    assert case.open == ["X", "X"]


def test_how_often_is_asked_where_nothing_says_it() -> None:
    case = Played(model := read(straight('<userTask id="X"><multiInstanceLoopCharacteristics/></userTask>')))
    assert case.open == ["X_number"] and "how often" in said(model, "repetition")
    case.do("X_number", chosen_X_number="3")
    assert case.open == ["X", "X", "X"]


def test_steps_in_any_order() -> None:
    case = Played(read(straight('<adHocSubProcess id="X"><task id="A"/><task id="B"/></adHocSubProcess>')))
    case.do("B").do("A")
    assert case.finished


# ---------------------------------------------------------------------- events


def boundary(definition: str) -> str:
    event = f'<boundaryEvent id="X" name="now" attachedToRef="T">{definition}</boundaryEvent><endEvent id="be"/>'
    return START + f'<userTask id="T"/>{event}' + END + flows("s T", "T e", "X be")


@pytest.mark.parametrize(
    ("definition", "code"),
    [
        ("<timerEventDefinition/>", "timers"),
        ("<timerEventDefinition><timeCycle>0 0 8 ? * MON</timeCycle></timerEventDefinition>", "timers"),
        ("<conditionalEventDefinition/>", "events"),
        ("<messageEventDefinition/>", "events"),
        ("", "events"),
        ("<messageEventDefinition/><timerEventDefinition/>", "events"),
    ],
)
def test_an_event_that_nothing_triggers_is_triggered_by_its_name(definition: str, code: str) -> None:
    case = Played(model := read(boundary(definition)))
    assert said(model, code)
    case.case.send("now")
    assert case.finished


def test_timers_of_other_engines() -> None:
    timer = "<timerEventDefinition><{0}>{1}</{0}></timerEventDefinition>"
    model = read(boundary(timer.format("timeDuration", "${wait}")))
    assert model.elements["X"].timer.source == "= wait"
    daily = read(boundary(timer.format("timeCycle", "0 30 8 * * ?")))
    due = [at.astimezone(Played(daily).case.calendar.timezone) for at, _ in Played(daily).case.due]
    assert (due[0].hour, due[0].minute) == (8, 30) and "8:30" in said(daily, "timers")


def test_a_cancelled_transaction_goes_out_by_its_boundary() -> None:
    inner = '<endEvent id="c"><cancelEventDefinition/></endEvent>'
    body = (
        START + f'<transaction id="P">{inner}</transaction>' + END
        + '<boundaryEvent id="X" attachedToRef="P"><cancelEventDefinition/></boundaryEvent><userTask id="T"/>'
        + flows("s P", "P e", "X T", "T e")
    )  # fmt: skip
    case = Played(model := read(body))
    assert case.open == ["T"] and not model.report


def test_a_cancel_event_deep_inside_goes_out_by_the_transaction_that_catches_it() -> None:
    """What no boundary catches a person does: it does not end the case as an error that nobody catches would."""
    deep = '<subProcess id="I"><endEvent id="c"><cancelEventDefinition/></endEvent></subProcess>'
    boundary = '<boundaryEvent id="X" attachedToRef="P"><cancelEventDefinition/></boundaryEvent><userTask id="T"/>'
    body = START + f'<transaction id="P">{deep}</transaction>' + END + flows("s P", "P e")
    caught = flows("X T", "T e").replace('id="f', 'id="xf')
    assert Played(read(body + boundary + caught)).open == ["T"]
    case = Played(model := read(body))
    assert case.open == ["c"] and "a person does it" in said(model, "undoing", "c")


def test_an_event_sub_process_without_a_trigger() -> None:
    inner = '<subProcess id="X" name="stop" triggeredByEvent="true"><startEvent id="xs"/></subProcess>'
    case = Played(model := read(START + '<userTask id="T"/>' + inner + END + flows("s T", "T e")))
    assert case.open == ["T"] and said(model, "event-sub-processes")
    case.case.send("stop")
    assert case.finished


# ---------------------------------------------------------------------- files


def test_gbk_without_a_word_about_it() -> None:
    text = process(straight('<userTask id="X" name="部门领导审批"/>')).decode()
    model = read_model(text.encode("gbk"))
    assert model.elements["X"].name.zh == "部门领导审批" and [f.check for f in model.report] == ["encoding"]
    declared = '<?xml version="1.0" encoding="{}"?>' + text
    for encoding in ("GBK", "UTF-16"):
        assert read_model(declared.format(encoding).encode(encoding)).elements["X"].name.zh == "部门领导审批"


def test_prefixes_that_nobody_declared() -> None:
    step = '<userTask id="X" camunda:candidateGroups="reviewers" js:colour="red"><js:note>n</js:note></userTask>'
    model = read_model(process(straight(step)))
    assert model.elements["X"].post == "reviewers"  # a known prefix is read as what it stands for everywhere
    assert [f.message.en.split("; ")[1] for f in model.report if f.check == "prefixes"] == [
        "it is read as http://camunda.org/schema/1.0/bpmn.",
        "what is written with it is kept and has no effect.",
    ]
    assert b"<js:note" in b"".join(export_model(model).values())
    with pytest.raises(ModelRefused, match="well-formed"):
        read_model(process(straight("<userTask id='X'>" + "".join(f"<p{n}:a/>" for n in range(30)) + "</userTask>")))


def test_the_executable_process_is_run_and_the_others_are_named() -> None:
    model = read_model(process(straight('<userTask id="X"/>'), '<process id="P"><task id="t"/></process>'))
    assert (
        model.process_id == "Main" and "t" in model.elements and "is not the process" in said(model, "processes", "P")
    )


def test_a_process_that_is_not_marked_as_executable() -> None:
    model = read_model(process(straight('<userTask id="X"/>')).replace(b'isExecutable="true"', b""))
    assert said(model, "executable", "Main")


def test_gateways_that_go_round_for_ever_are_refused() -> None:
    body = START + '<exclusiveGateway id="X"/><exclusiveGateway id="Y"/>' + flows("s X", "X Y", "Y X")
    with pytest.raises(ModelRefused) as refused:
        read(body)
    assert {"X", "Y"} <= {f.element for f in refused.value.findings}


def test_what_is_right_is_not_reported() -> None:
    assert read(straight('<userTask id="X"/>')).report == ()


def test_attributes_that_nothing_reads_are_named_with_their_value() -> None:
    model = read(
        straight(
            '<userTask id="X" camunda:dueDate="${now()}" camunda:followUpDate="P2D" camunda:priority="50" '
            'camunda:candidateGroups="clerks" camunda:candidateUsers="anna" camunda:asyncBefore="true"/>'
        )
    )
    lines = [f for f in model.report if (f.check, f.element) == ("attributes", "X")]
    told = " ".join(f.message.en for f in lines)
    for name, value in (
        ("dueDate", "${now()}"),
        ("followUpDate", "P2D"),
        ("priority", "50"),
        ("candidateUsers", "anna"),
    ):
        assert f"camunda:{name} {value!r} is not carried over" in told
    assert "camunda:asyncBefore=true" in told and "candidateGroups" not in told
    assert [f.severity for f in lines] == ["warning"] * 4 + ["note"]


def test_schedules_of_zeebe_are_named_too() -> None:
    model = read(
        straight(
            '<userTask id="X"><extensionElements><zeebe:taskSchedule dueDate="=due" /><zeebe:priorityDefinition '
            'priority="=80" /><zeebe:assignmentDefinition candidateUsers="anna" /></extensionElements></userTask>'
        )
    )
    told = " ".join(f.message.en for f in model.report if f.check == "attributes")
    assert "zeebe:dueDate '=due'" in told and "zeebe:priority '=80'" in told and "candidateUsers" not in told


def test_a_candidate_that_is_the_post_is_no_left_over() -> None:
    model = read(straight('<userTask id="X" camunda:candidateUsers="anna"/>'))
    assert not [f for f in model.report if f.check == "attributes"]


# ---------------------------------------------------------------------- what is said of an expression names it


WRONG = "结论 = )"
IN_A_FORM = form("结论", 人数={"type": "number", "title": "人数"})


def loop(inside: str, kind: str = "multiInstanceLoopCharacteristics") -> str:
    return straight(f'<userTask id="X" daylight:form="f"><{kind}>{inside}</{kind}></userTask>')


@pytest.mark.parametrize(
    "body",
    [
        choice(WRONG, ""),
        straight(f'<intermediateCatchEvent id="X"><timerEventDefinition><timeDate>= {WRONG}</timeDate>'
                 "</timerEventDefinition></intermediateCatchEvent>"),
        straight(f'<intermediateCatchEvent id="X"><conditionalEventDefinition><condition>{WRONG}</condition>'
                 "</conditionalEventDefinition></intermediateCatchEvent>"),
        straight(f'<scriptTask id="X" scriptFormat="feel" daylight:result="r"><script>{WRONG}</script></scriptTask>'),
        straight(f'<userTask id="X" daylight:form="f" daylight:clock="starts" daylight:on="= {WRONG}"/>'),
        loop(f"<loopCardinality>{WRONG}</loopCardinality>"),
        loop(f"<loopCardinality>2</loopCardinality><completionCondition>{WRONG}</completionCondition>"),
        loop(f"<loopCondition>{WRONG}</loopCondition>", "standardLoopCharacteristics"),
        straight(f'<userTask id="X" daylight:form="f"><extensionElements><daylight:post post="= {WRONG}"/>'
                 "</extensionElements></userTask>"),
    ],
    ids=["way", "timer", "condition", "script", "clock", "how often", "until", "again", "post"],
)  # fmt: skip
def test_what_is_said_of_an_expression_names_it_as_it_is_written(body: str) -> None:
    with pytest.raises(ModelRefused) as refused:
        read_model({"flow.bpmn": power(body.replace('<startEvent id="s"/>', '<startEvent id="s" daylight:form="f"/>')),
                    "f.schema.json": json.dumps(IN_A_FORM).encode()})  # fmt: skip
    assert WRONG in {f.source.removeprefix("=").strip() for f in refused.value.findings}
