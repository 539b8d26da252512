"""Names are set before they are read, on every way, and are of the type they are read as."""

from tests.engine.checks.conftest import brief, form, power
from tests.engine.running.conftest import flows

BODY = (
    '<startEvent id="s" daylight:form="apply"/><userTask id="A" name="甲" daylight:form="a"/>'
    '<userTask id="B" name="乙" daylight:form="b"/><exclusiveGateway id="x"/><endEvent id="e"/>'
)
SECOND = flows("s x", 'x A = 单位 = "一"', 'x B = 单位 != "一"', "A B", "B e")
FORMS = {"apply": form("单位"), "a": form("意见"), "b": form("结论")}
NUMBER = form(金额={"type": "number", "title": "金额"})


def reading(text: str, ways: str = SECOND) -> bytes:
    """A script before the end that reads something."""
    script = f'<scriptTask id="R" name="算" daylight:result="r"><script>{text}</script></scriptTask>'
    last = '<sequenceFlow id="last" sourceRef="R" targetRef="e"/>'
    return power(BODY + script + ways.replace('targetRef="e"', 'targetRef="R"') + last)


def test_what_is_set_on_every_way_is_silent(said) -> None:
    assert said("data-flow", reading("单位"), **FORMS) == []
    assert said("data-flow", reading("结论"), **FORMS) == []


def test_what_nothing_sets_is_an_error(said) -> None:
    (found,) = said("data-flow", reading("没有 + 1"), **FORMS)
    assert (found.element, found.severity) == ("R", "error") and "没有哪一步" in found.message.zh
    assert found.source == "没有 + 1"


def test_what_is_set_later_only_is_an_error(said) -> None:
    (found,) = said("data-flow", power(BODY + SECOND.replace("单位 = ", "结论 = ")), **FORMS)
    assert (found.element, found.severity) == ("f1", "error")


def test_what_one_way_passes_by_is_a_warning_with_that_way(said) -> None:
    (found,) = said("data-flow", reading("upper case(意见)"), **FORMS)
    assert (found.element, found.severity) == ("R", "warning")
    assert found.path == ("s", "x", "B", "R")
    assert brief(said("data-flow", reading('意见 = "同意"'), **FORMS)) == [("R", "note")]
    assert said("data-flow", reading("if 意见 = null then 0 else upper case(意见)"), **FORMS) == []


def test_parallel_branches_are_both_done_at_the_join(said) -> None:
    ways = flows("s x", "x A", "x B", "A j", "B j", "j e")
    body = reading("意见 + 结论", ways).decode().replace("exclusiveGateway", "parallelGateway")
    xml = body.replace("<endEvent", '<parallelGateway id="j"/><endEvent').encode()
    assert said("data-flow", xml, **FORMS) == []


def test_what_a_branch_beside_sets_may_not_be_there_yet(said) -> None:
    ways = flows("s x", "x A", "x B", "A j", "B R", "j e") + '<sequenceFlow id="rj" sourceRef="R" targetRef="j"/>'
    script = (
        '<scriptTask id="R" daylight:result="r"><script>upper case(意见)</script></scriptTask><parallelGateway id="j"/>'
    )
    xml = power(BODY.replace("exclusiveGateway", "parallelGateway") + script + ways)
    assert brief(said("data-flow", xml, **FORMS)) == [("R", "warning")]


def test_a_number_is_not_compared_with_a_text(said) -> None:
    ways = flows("s x", 'x A = 金额 = "一"', 'x B = 金额 != "一"', "A B", "B e")
    found = said("data-flow", power(BODY + ways), **FORMS | {"apply": NUMBER})
    assert [(f.element, f.severity) for f in found] == [("f1", "error"), ("f2", "error")]
    right = flows("s x", "x A = 金额 = 1", "x B = 金额 != 1", "A B", "B e")
    assert said("data-flow", power(BODY + right), **FORMS | {"apply": NUMBER}) == []


def test_an_option_that_nobody_can_choose(said) -> None:
    choice = form(结果={"type": "string", "title": "结果", "enum": ["准予", "不予"]})
    ways = flows("s x", 'x A = 结果 = "准许"', 'x B = 结果 = "不予"', "A B", "B e")
    found = said("data-flow", power(BODY + ways), **FORMS | {"apply": choice})
    assert brief(found) == [("f1", "error")] and "不在可选值中" in found[0].message.zh


def test_a_form_shows_fields_by_what_earlier_forms_asked(said) -> None:
    def shown(when: str) -> dict:
        return {"a": {"fields": {"意见": {"visible_when": when}}}}

    assert said("data-flow", power(BODY + SECOND), ui=shown('upper case(单位) = "X"'), **FORMS) == []
    found = said("data-flow", power(BODY + SECOND), ui=shown('upper case(结论) = "X"'), **FORMS)
    assert brief(found) == [("A", "error")]


def test_what_a_call_keeps_to_itself_is_not_set_outside(said) -> None:
    called = (
        '<process id="Sub"{outputs}><startEvent id="s2"/><userTask id="T" daylight:form="a"/>'
        '<sequenceFlow id="q" sourceRef="s2" targetRef="T"/></process>'
    )
    call = '<callActivity id="C" calledElement="Sub"/><endEvent id="e"/><startEvent id="s" daylight:form="apply"/>'
    script = '<scriptTask id="R" daylight:result="r"><script>upper case(意见)</script></scriptTask>'
    body = power(call + script + flows("s C", "C R", "R e")).decode()
    for outputs, silent in (("", True), (' daylight:outputs="意见"', True), (' daylight:outputs="别的"', False)):
        xml = body.replace("</definitions>", called.format(outputs=outputs) + "</definitions>")
        found = said("data-flow", xml.encode(), **FORMS)
        assert (found == []) is silent, outputs


def test_of_steps_without_forms_nothing_is_known(said) -> None:
    xml = reading("没有 + 1").replace(b'daylight:power="01-test"', b"").replace(b'daylight:form="a"', b"")
    assert said("data-flow", xml, **FORMS) == []


def test_how_many_may_sign_up_has_to_be_said_before(said) -> None:
    waiting = '<intermediateCatchEvent id="W" name="报名" daylight:invites="单位" daylight:attendees="{}">'
    timer = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></intermediateCatchEvent>"
    body = '<startEvent id="s" daylight:form="apply"/><endEvent id="e"/>' + waiting + timer + flows("s W", "W e")
    (found,) = said("data-flow", power(body.format("名额")), **FORMS)
    assert (found.element, found.severity) == ("W", "error") and "名额" in found.message.zh
    assert said("data-flow", power(body.format("单位")), **FORMS) == []


def test_what_an_activity_is_given_has_a_value_in_it_and_what_it_gives_behind_it(said) -> None:
    given = '<daylight:handed only="true"><daylight:input name="甲数" value="{}"/>'
    gives = '<daylight:output name="乙数" value="r"/></daylight:handed>'
    inside = '<scriptTask id="Q" name="算" daylight:result="r"><script>甲数 + 1</script></scriptTask>'
    body = (
        BODY + f'<subProcess id="P" name="段"><extensionElements>{given}{gives}</extensionElements>{inside}'
        '</subProcess><scriptTask id="R" name="算" daylight:result="n"><script>{}</script></scriptTask>'
        + SECOND.replace('targetRef="e"', 'targetRef="P"') + flows("P R", "R e").replace('id="f', 'id="g')
    )  # fmt: skip
    forms = FORMS | {"apply": form("单位", 数={"type": "number", "title": "数"})}
    assert said("data-flow", power(body.format("数", "乙数")), **forms) == []
    assert brief(said("data-flow", power(body.format("没有", "r")), **forms)) == [("P", "error"), ("R", "warning")]
