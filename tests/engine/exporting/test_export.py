"""A model as files again."""

from pathlib import Path

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser, BpmnValidator

from app.flows.folders import bundle_of
from engine import ModelRefused, export_model, read_model
from engine.__main__ import main
from engine.drawing import missing_drawing
from tests.support.plain import differences, meaning, plain

ROOT = Path(__file__).parents[3]
POWERS = sorted(path.parent for path in (ROOT / "bpmn").glob("*/*/flow.bpmn"))
FOREIGN = """<?xml version="1.0"?>
<!-- drawn elsewhere -->
<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:x="http://example.org/other" targetNamespace="t" id="d">
  <b:process id="p" isExecutable="true">
    <b:endEvent id="end"/><b:startEvent id="start"/>
    <b:sequenceFlow id="f1" sourceRef="start" targetRef="ask"/><b:sequenceFlow id="f2" sourceRef="ask" targetRef="end"/>
    <b:userTask id="ask" name="问" camunda:candidateGroups="窗口">
      <b:extensionElements>
        <camunda:formData><camunda:formField id="amount" label="金额" type="long"/></camunda:formData>
        <x:note  kind='a'>  as it was  <x:inner/></x:note>
      </b:extensionElements>
    </b:userTask>
  </b:process>
</b:definitions>""".encode()


def _bundle(folder: Path) -> dict[str, bytes]:
    return bundle_of(ROOT / "bpmn", ROOT / "forms", folder.relative_to(ROOT / "bpmn").as_posix())


@pytest.mark.parametrize("folder", POWERS, ids=lambda folder: folder.name)
def test_the_powers_are_written_as_the_schema_wants_and_spiffworkflow_reads_them(folder, tmp_path):
    model = read_model(_bundle(folder))
    out = export_model(model)
    assert not list(differences(plain(model), plain(read_model(out))))
    written = etree.fromstring(out["flow.bpmn"])
    validator = BpmnValidator()
    validator.validate(written)  # against the XML schema of BPMN 2.0
    parser = BpmnParser(validator=validator)
    parser.add_bpmn_xml(written)
    assert model.process_id in parser.get_process_ids()


def test_what_was_repaired_is_written_and_what_is_foreign_stays():
    model = read_model(FOREIGN)
    out = export_model(model)
    text = out["flow.bpmn"].decode()
    assert '<x:note kind="a">  as it was  <x:inner/></x:note>' in text
    assert "<!-- drawn elsewhere -->" in text
    assert 'daylight:form="ask.form"' in text and "ask.form.schema.json" in out
    assert text.index('id="start"') > text.index('id="end"'), "what the schema leaves open stays in the file's order"
    assert "<b:outgoing>f1</b:outgoing>" in text
    again = read_model(out)
    assert not list(differences(meaning(model), meaning(again)))
    assert missing_drawing(again) == ({}, {}) and again.shapes["ask"].x > again.shapes["start"].x
    assert again.elements["ask"].post == "窗口" and again.forms["ask.form"].field("amount")


def test_the_command_writes_a_file_a_folder_or_an_archive(tmp_path, capsys):
    source = tmp_path / "foreign.bpmn"
    source.write_bytes(FOREIGN)
    for target in ("out.bpmn", "folder", "out.zip"):
        assert main(["export", str(source), "-o", str(tmp_path / target)]) == 0
    assert (tmp_path / "folder" / "ask.form.schema.json").exists()
    assert (tmp_path / "out.bpmn").read_bytes() == (tmp_path / "folder" / "foreign.bpmn").read_bytes()
    source.write_bytes(b"<x/>")
    assert main(["export", str(source), "-o", str(tmp_path / "no.bpmn")]) == 2
    assert "BPMN" in capsys.readouterr().err and not (tmp_path / "no.bpmn").exists()


def test_a_hostile_file_is_not_written():
    with pytest.raises(ModelRefused):
        read_model(b"<!DOCTYPE x [<!ENTITY y 'z'>]>" + FOREIGN)
