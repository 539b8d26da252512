"""A step whose authority the case itself tells: in a joint meeting, each department's own post."""

import pytest
from sqlalchemy import select

from app.database import db
from app.flows.queries import FlowVersion, NoSuchPost
from app.people.tables import Organisation
from engine import Case, FixedClock, read_model
from tests.app.world import officer

MEETING = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:daylight="urn:daylight:bpmn:1"
 targetNamespace="urn:test">
<collaboration id="c"><participant id="p" name="发展和改革委员会" processRef="Main"/></collaboration>
<process id="Main"><startEvent id="s"/><userTask id="sign" daylight:collection="部门们" daylight:item="部门">
<extensionElements><daylight:post authority="= 部门" post="负责人"/><daylight:joint rule="all"/></extensionElements>
<multiInstanceLoopCharacteristics/></userTask><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="sign"/><sequenceFlow id="f2" sourceRef="sign" targetRef="e"/>
</process></definitions>"""


def signers(clock: FixedClock, *departments: str) -> list[int | None]:
    model = read_model(MEETING.encode())
    city = db.session.scalar(select(Organisation.id).where(Organisation.code == "yunzhou-fgw"))
    assert city is not None
    flow = FlowVersion(model, 1, {}, city)
    return [flow.post_of(t) for t in Case.start(model, clock=clock, data={"部门们": list(departments)}).tasks]


def test_each_department_s_own_head_signs(app, clock: FixedClock):
    posts = signers(clock, "水利局", "生态环境局")
    assert [officer(name).holds(post) for name, post in zip(("heshui", "youyong"), posts, strict=True)] == [True, True]
    assert len(set(posts)) == 2


def test_a_post_that_does_not_exist_is_said_and_no_task_is_nobody_s(app, clock: FixedClock):
    with pytest.raises(NoSuchPost) as refused:
        signers(clock, "水利局", "宇航局")
    assert "宇航局" in refused.value.text.zh
