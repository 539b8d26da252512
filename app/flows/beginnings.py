"""What a draft begins with: nothing but a small valid flow, an effective version, or files from elsewhere."""

import json
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

import yaml
from sqlalchemy import select

from app.catalogue.entry import EntryRefused, read_entry
from app.catalogue.tables import PowerRow
from app.database import db
from app.flows.draft_files import ENTRY, FLOW
from app.flows.tables import BundleFile, FlowState, FrozenVersion
from app.people.tables import Organisation
from engine import Text, export_model, read_model, unpack_bundle

_FLOW = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:daylight="urn:daylight:bpmn:1"
    id="definitions" targetNamespace={target}>
  <bpmn:collaboration id="pool">
    <bpmn:participant id="authority" name={authority} daylight:en={authority_en} processRef="process"/>
  </bpmn:collaboration>
  <bpmn:process id="process" name={name} daylight:en={name_en} isExecutable="true" daylight:power={code}>
    <bpmn:laneSet id="lanes">
      <bpmn:lane id="lane_applicant" name="申请人" daylight:en="Applicant" daylight:party="true">
        <bpmn:flowNodeRef>apply</bpmn:flowNodeRef><bpmn:flowNodeRef>done</bpmn:flowNodeRef></bpmn:lane>
      <bpmn:lane id="lane_window" name="窗口" daylight:en="Service window">
        <bpmn:flowNodeRef>handle</bpmn:flowNodeRef></bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="apply" name="提交申请" daylight:en="Apply" daylight:form="apply"/>
    <bpmn:userTask id="handle" name="受理" daylight:en="Accept" daylight:form="handle" daylight:limit="5wd"
        daylight:stage="受理" daylight:stageEn="Acceptance"/>
    <bpmn:endEvent id="done" name="办结" daylight:en="Done"/>
    <bpmn:sequenceFlow id="flow_apply" sourceRef="apply" targetRef="handle"/>
    <bpmn:sequenceFlow id="flow_handle" sourceRef="handle" targetRef="done"/>
  </bpmn:process>
</bpmn:definitions>
"""


def _form(title: str, english: str, required: list[str], properties: dict[str, Any]) -> bytes:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "title": title,
        "x-en": {"title": english}, "required": required, "properties": properties,
    }  # fmt: skip
    return as_json(schema)


def as_json(value: object) -> bytes:
    """As the files of forms are written: readable, with Chinese as it is."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _field(title: str, english: str, type_: str, **more: Any) -> dict[str, Any]:
    return {"type": type_, "title": title, "x-en": {"title": english}, **more}


def small_flow(code: str, name: Text, body: Organisation) -> dict[str, bytes]:
    """Somebody applies, the window accepts: drawn, without a finding of severity error."""
    said = {
        "target": f"urn:daylight:power:{code}", "authority": body.kind, "authority_en": body.name_en,
        "name": name.zh, "name_en": name.en, "code": code,
    }  # fmt: skip
    forms = {
        **application_form("apply", name),
        "handle.schema.json": _form(
            "受理", "Accept", ["说明"], {"说明": _field("说明", "Remarks", "string", maxLength=500)}
        ),
        "handle.ui.json": as_json({"order": ["说明"]}),
    }  # fmt: skip
    flow = _FLOW.format(**{key: quoteattr(value) for key, value in said.items()}).encode()
    drawn = export_model(read_model({FLOW: flow, **forms}))
    return {**forms, FLOW: drawn[FLOW]}


def entry_skeleton(code: str, name: Text, category: str, body: Organisation) -> bytes:
    """A catalogue entry in which everything is still to be said."""
    nothing = {"zh": "", "en": ""}
    return write_entry({
        "code": code, "unified_code": "", "category": category, "authority": body.kind, "body": body.code,
        "case_number": "", "name": {"zh": name.zh, "en": name.en}, "keywords": [], "limit": None, "extension": None,
        "promise": None, "fee": nothing, "fee_basis": nothing, "disclosed": True, "undisclosed_reason": nothing,
        "basis": [], "duties": nothing, "conditions": [], "materials": [], "procedure": nothing, "result": nothing,
        "remedies": nothing, "discipline": nothing, "service_promise": nothing, "place": nothing, "hours": nothing,
        "phone": "", "supervision_phone": "", "life_events": [], "agents": True,
    })  # fmt: skip


def write_entry(document: Mapping[str, Any]) -> bytes:
    """power.yaml in the order in which entries are written."""
    return yaml.dump(dict(document), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=110).encode()


class _Plain(yaml.SafeDumper):
    """Without anchors: the same empty text twice is written twice."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def effective_files(code: str) -> tuple[str, dict[str, bytes]] | None:
    """Digest and files of the version that cases begin under now, with the catalogue entry; None without one.

    A version that was frozen comes with its tests.
    """
    row = db.session.execute(
        select(FlowState.digest, PowerRow.source)
        .join(PowerRow, PowerRow.code == FlowState.power_code)
        .where(FlowState.power_code == code, FlowState.digest.is_not(None))
    ).first()
    if row is None:
        return None
    frozen = select(FrozenVersion.archive).where(
        FrozenVersion.power_code == code, FrozenVersion.digest == row.digest, FrozenVersion.state == "effective"
    )
    if (archive := db.session.scalar(frozen)) is not None:
        return row.digest, unpack_bundle(archive)
    files = dict(
        db.session.execute(select(BundleFile.name, BundleFile.content).where(BundleFile.digest == row.digest)).all()
    )
    return row.digest, {**files, ENTRY: row.source}


def with_entry(
    files: Mapping[str, bytes], code: str, name: Text, category: str, body: Organisation
) -> dict[str, bytes]:
    """The files with a catalogue entry of this code and body: their own made to fit, else a new one."""
    try:
        entry = yaml.safe_load(files[ENTRY])
        read_entry(files[ENTRY])
    except (KeyError, yaml.YAMLError, EntryRefused):
        return {**files, ENTRY: entry_skeleton(code, name, category, body)}
    same = entry["code"] == code and entry["body"] == body.code and entry["category"] == category
    if same and entry["name"] == {"zh": name.zh, "en": name.en}:
        return dict(files)
    changed = {"code": code, "body": body.code, "category": category, "name": {"zh": name.zh, "en": name.en}}
    return {**files, ENTRY: write_entry({**entry, **changed})}


def application_form(form: str, power: Text) -> dict[str, bytes]:
    """What every application asks: who applies, and that it is true."""
    return {
        f"{form}.schema.json": _form(
            f"{power.zh}申请", f"Application: {power.en}", ["申请人", "声明"],
            {
                "申请人": _field("申请人", "Applicant", "object"),
                "声明": _field("以上内容属实", "All of this is true", "boolean", const=True),
            },
        ),
        f"{form}.ui.json": as_json({"order": ["申请人", "声明"], "fields": {"申请人": {"widget": "person"}}}),
    }  # fmt: skip


def new_form(name: str) -> dict[str, bytes]:
    """A form with one question."""
    return {
        f"{name}.schema.json": _form(
            "新表单", "New form", ["说明"], {"说明": _field("说明", "Remarks", "string", maxLength=500)}
        ),
        f"{name}.ui.json": as_json({"order": ["说明"]}),
    }


def new_table(name: str) -> bytes:
    """A decision table with one input, one output and one row."""
    return _TABLE.format(name=quoteattr(name)).encode()


def new_flow(name: str) -> bytes:
    """A flow that others call, with one step for the post of whoever calls it."""
    flow = _CALLED.format(name=name).encode()
    return export_model(read_model({f"{name}.bpmn": flow}))[f"{name}.bpmn"]


_CALLED = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:daylight="urn:daylight:bpmn:1"
    id="{name}_definitions" targetNamespace="urn:daylight:flow:{name}">
  <bpmn:collaboration id="{name}_pool">
    <bpmn:participant id="{name}_flow" name="新流程" daylight:en="New flow" processRef="{name}"/>
  </bpmn:collaboration>
  <bpmn:process id="{name}" name="新流程" daylight:en="New flow" isExecutable="true" daylight:reusable="true">
    <bpmn:laneSet id="{name}_lanes">
      <bpmn:lane id="{name}_lane" name="办理岗位" daylight:en="The post in charge">
        <bpmn:extensionElements><daylight:post caller="true"/></bpmn:extensionElements>
        <bpmn:flowNodeRef>{name}_start</bpmn:flowNodeRef><bpmn:flowNodeRef>{name}_step</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>{name}_end</bpmn:flowNodeRef></bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="{name}_start" name="开始" daylight:en="Start"/>
    <bpmn:userTask id="{name}_step" name="办理" daylight:en="Work"/>
    <bpmn:endEvent id="{name}_end" name="结束" daylight:en="End"/>
    <bpmn:sequenceFlow id="{name}_go" sourceRef="{name}_start" targetRef="{name}_step"/>
    <bpmn:sequenceFlow id="{name}_done" sourceRef="{name}_step" targetRef="{name}_end"/>
  </bpmn:process>
</bpmn:definitions>
"""


_TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/"
    xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" id="definitions" name={name} namespace="urn:daylight:dmn">
  <decision id={name} name={name}>
    <decisionTable id="table" hitPolicy="UNIQUE">
      <input id="input" label="条件"><inputExpression id="input_expression" typeRef="string"><text></text></inputExpression></input>
      <output id="output" label="结果" name="结果" typeRef="string"/>
    </decisionTable>
  </decision>
  <dmndi:DMNDI><dmndi:DMNDiagram><dmndi:DMNShape dmnElementRef={name}><dc:Bounds x="160" y="100" width="180" height="80"/></dmndi:DMNShape></dmndi:DMNDiagram></dmndi:DMNDI>
</definitions>
"""  # noqa: E501
