"""The test permit published with something else in its flow."""

from dataclasses import replace

from app.flows.commands import publish
from app.flows.folders import power_folders
from tests.support.databases import POWERS


def publish_variant(*changes: tuple[str, str]) -> None:
    """Make the permit effective with these texts of its flow replaced."""
    folder = next(power_folders(POWERS / "bpmn", POWERS / "forms"))
    flow = folder.files["flow.bpmn"].decode()
    for before, after in changes:
        assert before in flow, before
        flow = flow.replace(before, after)
    reason = publish(replace(folder, files={**folder.files, "flow.bpmn": flow.encode()}))
    assert reason is None, reason


NAMED_ANEW = (('name="核查" daylight:en="Inspect"', 'name="现场核查" daylight:en="Visit"'),)
"""The same steps, one under another name."""

RENAMED = tuple(
    (f"{before}inspect{after}", f"{before}visit{after}")
    for before, after in (('id="', '" '), (">", "<"), ('targetRef="', '"'), ('sourceRef="', '"'), ('separate="', '"'))
)
"""The step ``inspect`` is ``visit``."""

LONGER = (
    ("<bpmn:flowNodeRef>inspect<", "<bpmn:flowNodeRef>precheck</bpmn:flowNodeRef><bpmn:flowNodeRef>inspect<"),
    (
        '<bpmn:userTask id="inspect"',
        '<bpmn:userTask id="precheck" name="预审" daylight:en="Precheck" daylight:form="inspect" daylight:limit="1wd"/>'
        '<bpmn:userTask id="inspect"',
    ),
    (
        'sourceRef="accepted" targetRef="inspect"/>',
        'sourceRef="accepted" targetRef="precheck"/>'
        '<bpmn:sequenceFlow id="f4b" sourceRef="precheck" targetRef="inspect"/>',
    ),
)
"""A step more, before ``inspect``."""

ALONE = (
    ('<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality xsi:type="bpmn:tFormalExpression">2<'
     "/bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>", ""),
    ('<bpmn:extensionElements><daylight:joint rule="all"/></bpmn:extensionElements>', ""),
)  # fmt: skip
"""One person alone inspects."""

MERGEABLE = (
    ('<bpmn:userTask id="intake"', '<bpmn:userTask id="intake" daylight:mergeable="true"'),
    ('of="extend"', 'of="extend merge split"'),
)
"""Applications that nobody has taken in yet may be merged, with the head's approval."""

WITH_REVIEW = (
    ("<bpmn:flowNodeRef>inspect<", "<bpmn:flowNodeRef>review</bpmn:flowNodeRef><bpmn:flowNodeRef>inspect<"),
    (
        '<bpmn:message id="msg_withdraw"',
        '<bpmn:message id="msg_review" name="专家评审"/><bpmn:message id="msg_withdraw"',
    ),
    (
        '<bpmn:subProcess id="withdrawal"',
        '<bpmn:subProcess id="review" name="专家评审" triggeredByEvent="true" daylight:en="Expert review" '
        'daylight:branch="true" daylight:result="评审" daylight:holds="decide" daylight:clock="excluded" '
        'daylight:article="行政许可法第四十五条"><bpmn:startEvent id="review_begins" name="需要专家评审" '
        'isInterrupting="false"><bpmn:messageEventDefinition messageRef="msg_review"/></bpmn:startEvent>'
        '<bpmn:userTask id="judge" name="评审意见" daylight:en="Opinion of the experts" daylight:form="inspect" '
        'daylight:limit="10wd"/><bpmn:endEvent id="reviewed" name="已评审"/>'
        '<bpmn:sequenceFlow id="r1" sourceRef="review_begins" targetRef="judge"/>'
        '<bpmn:sequenceFlow id="r2" sourceRef="judge" targetRef="reviewed"/></bpmn:subProcess>'
        '<bpmn:subProcess id="withdrawal"',
    ),
)  # fmt: skip
"""A branch flow, an expert review, that holds the decision and whose days do not count."""

HELD_AGAIN = (
    (
        '<daylight:joint rule="all"/>',
        '<daylight:joint rule="all" agrees="合格" veto="合格 = false" keeps="true" outcome="会签"/>',
    ),
    (
        "<bpmn:flowNodeRef>inspect<",
        "<bpmn:flowNodeRef>vetoed</bpmn:flowNodeRef><bpmn:flowNodeRef>mend</bpmn:flowNodeRef><bpmn:flowNodeRef>inspect<",
    ),
    (
        'sourceRef="inspect" targetRef="decide"/>',
        'sourceRef="inspect" targetRef="vetoed"/><bpmn:exclusiveGateway id="vetoed" default="passed"/>'
        '<bpmn:sequenceFlow id="passed" sourceRef="vetoed" targetRef="decide"/>'
        '<bpmn:sequenceFlow id="f5b" sourceRef="vetoed" targetRef="mend"><bpmn:conditionExpression '
        'xsi:type="bpmn:tFormalExpression">= 会签.否决</bpmn:conditionExpression></bpmn:sequenceFlow>'
        '<bpmn:userTask id="mend" name="查清" daylight:form="inspect" daylight:limit="1wd"/>'
        '<bpmn:sequenceFlow id="f5c" sourceRef="mend" targetRef="inspect"/>',
    ),
)
"""A veto of an inspector has things looked into once more; the other inspector's opinion stands."""

BY_AUTHORITIES = (
    (
        '<bpmn:userTask id="inspect" name="核查"',
        """<bpmn:userTask id="inspect" daylight:collection='["市场监督管理局"]' daylight:item="部门" name="核查\"""",
    ),
    ('<daylight:joint rule="all"/>', '<daylight:post authority="= 部门" post="核查组"/><daylight:joint rule="all"/>'),
    ('<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality xsi:type="bpmn:tFormalExpression">2<'
     '/bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>', '<bpmn:multiInstanceLoopCharacteristics/>'),
)  # fmt: skip
"""The flow names the authorities whose check teams inspect."""

UNDECIDED = ((' daylight:clock="ends"', ""),)
"""A flow that does not say which step decides."""

IN_A_PART = (
    ("<bpmn:flowNodeRef>inspect<", "<bpmn:flowNodeRef>visit</bpmn:flowNodeRef><bpmn:flowNodeRef>inspect<"),
    (
        '<bpmn:userTask id="inspect"',
        '<bpmn:subProcess id="visit" name="现场查勘" daylight:en="Site visit"><bpmn:startEvent id="v0"/>'
        '<bpmn:userTask id="look" name="查看" daylight:en="Look" daylight:form="inspect" daylight:limit="1wd"/>'
        '<bpmn:userTask id="measure" name="测量" daylight:en="Measure" daylight:form="inspect" daylight:limit="1wd"/>'
        '<bpmn:endEvent id="v9"/><bpmn:sequenceFlow id="v1" sourceRef="v0" targetRef="look"/>'
        '<bpmn:sequenceFlow id="v2" sourceRef="look" targetRef="measure"/>'
        '<bpmn:sequenceFlow id="v3" sourceRef="measure" targetRef="v9"/></bpmn:subProcess>'
        '<bpmn:userTask id="inspect"',
    ),
    (
        'sourceRef="accepted" targetRef="inspect"/>',
        'sourceRef="accepted" targetRef="visit"/><bpmn:sequenceFlow id="f4b" sourceRef="visit" targetRef="inspect"/>',
    ),
)
"""A sub-process of two steps, before ``inspect``."""
