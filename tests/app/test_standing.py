"""In whose name one applies: for oneself, for one's organisation, as an agent. The platform asks; no flow has to."""

import io

import pytest
import yaml

from app.cases.commands import StartCase, start_case
from app.cases.keys import new_key
from app.cases.queries import case_file, tracking
from app.cases.standing import asked_of, masked, standing_of
from app.cases.tables import StandingRow
from app.cases.verification import chain_status
from app.catalogue.commands import enter_power
from app.catalogue.queries import list_documents
from app.database import db
from app.flows.queries import effective_model
from app.flows.reserved import RESERVED, reserved_names
from app.log.chain import parse
from app.log.queries import chain_of
from engine import FormInvalid, read_model
from tests.app.test_begun_by_authority import PENALTY
from tests.app.test_http_tasks import browser
from tests.app.test_materials import PDF
from tests.app.world import APPLICANT, APPLICATION, POWER, SOMEBODY, apply, officer, publish_shipped

AUTHORITY = {"id": "a" * 32, "name": "委托书.pdf", "sha256": "b" * 64, "size": 9, "type": "application/pdf"}
AGENT = {"name": "王小明", "id_type": "idcard", "id_number": "11010519491231002X", "phone": "13900001234"}
AS_AGENT = {
    "as_whom": "agent", "as_agent": AGENT, "as_relation": "staff", "as_scope": "whole", "as_authority": AUTHORITY,
}  # fmt: skip
PERSON = {"name": "李秋", "id_type": "idcard", "id_number": "11010519491231002X", "phone": "13800138000"}


def flat(answers, prefix=""):
    """As a browser sends it, files aside."""
    sent = {}
    for name, value in answers.items():
        if isinstance(value, dict):
            sent |= flat(value, f"{prefix}{name}.")
        else:
            sent[f"{prefix}{name}"] = value
    return sent


def sent_by_agent(**changes):
    said = {k: v for k, v in {**APPLICATION, **AS_AGENT}.items() if k != "as_authority"}
    return {**flat(said), "as_authority": (io.BytesIO(PDF), "委托书.pdf"), "_key": new_key(), **changes}


def wrong_of(**answers):
    with pytest.raises(FormInvalid) as refused:
        apply(**answers)
    return [error.path for error in refused.value.errors]


def test_an_agent_is_kept_with_the_case_and_in_its_log(app):
    receipt = apply(**AS_AGENT)
    standing = standing_of(receipt.case_id)
    assert (standing.whom, standing.agent, standing.agent_phone) == ("agent", "王小明", "13900001234")
    assert [fact.field.name for fact in standing.facts] == list(AS_AGENT)
    first = parse(chain_of(receipt.case_id).lines[0][1])
    assert first["standing"] == "agent" and len(first["agent"]) == 64 and "王小明" not in str(first)
    assert receipt.standing == standing and chain_status(receipt.case_id).whole


def test_who_applies_for_oneself_has_no_agent(app):
    receipt = apply(as_whom="self", 申请人=PERSON)
    assert standing_of(receipt.case_id).whom == "self" and standing_of(receipt.case_id).agent == ""
    assert "agent" not in parse(chain_of(receipt.case_id).lines[0][1])


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"as_whom": None}, ["as_whom"]),
        ({"as_whom": "somebody"}, ["as_whom"]),
        ({"as_whom": "self"}, ["as_whom"]),
        ({"as_whom": "organisation", "申请人": PERSON}, ["as_whom"]),
        ({"as_whom": "agent"},
         ["as_agent.name", "as_agent.id_type", "as_agent.id_number", "as_agent.phone", "as_relation", "as_scope",
          "as_authority"]),
        ({**AS_AGENT, "as_agent": {**AGENT, "id_number": "110105194912310021"}}, ["as_agent.id_number"]),
        ({**AS_AGENT, "as_agent": {**AGENT, "phone": "1"}, "as_authority": None}, ["as_agent.phone", "as_authority"]),
        ({**AS_AGENT, "申请人": PERSON}, ["as_agent.id_number"]),
        ({"as_whom": None, "面积": "many"}, ["as_whom", "面积"]),
    ],
)  # fmt: skip
def test_every_wrong_field_is_named_of_both_forms(app, answers, wrong):
    assert wrong_of(**answers) == wrong


def test_what_is_said_of_an_agent_without_one_is_not_kept(app):
    receipt = apply(as_agent=AGENT, as_relation="staff")
    assert [fact.field.name for fact in standing_of(receipt.case_id).facts] == ["as_whom"]


def test_whoever_looks_over_ones_shoulder_learns_little(app):
    receipt = apply(**AS_AGENT)
    seen = tracking(receipt.case_id).standing
    assert (seen.agent, seen.agent_phone, seen.facts) == ("王**", "139****1234", ())
    assert masked(None) is None


def test_the_clerk_sees_all_and_opens_the_authority(app):
    file = case_file(apply(**AS_AGENT).number, officer("limin"))
    assert [fact.value for fact in file.standing.facts][1]["id_number"] == AGENT["id_number"]
    assert [m.name for m in file.materials] == ["委托书.pdf"]


def test_it_is_never_changed(app):
    receipt = apply(**AS_AGENT)
    row = db.session.get(StandingRow, receipt.case_id)
    row.whom = "self"
    with pytest.raises(Exception, match=r"never changed|refuse|append"):
        db.session.commit()
    db.session.rollback()


def test_a_line_that_says_otherwise_breaks_the_record(app, monkeypatch):
    receipt = apply(**AS_AGENT)
    monkeypatch.setattr("app.cases.verification.values_of", lambda case_id: {"as_whom": "self"})
    assert chain_status(receipt.case_id).broken_at == 1


def entry(**changes):
    return yaml.safe_dump({**next(list_documents()), **changes}, allow_unicode=True).encode()


def test_a_power_may_rule_agents_out(app):
    enter_power(entry(agents=False))
    assert wrong_of(**AS_AGENT) == ["as_whom"]
    form = asked_of(effective_model(POWER), False).form
    assert [option.value for option in form.field("as_whom").options] == ["self", "organisation"]


def test_where_only_persons_may_apply_and_no_agent_nothing_is_asked(app):
    publish_shipped("05-minimum-living")
    model = effective_model("05-minimum-living")
    alone = asked_of(model, False)
    assert alone.form is None and alone.settled == "self"
    form = asked_of(model, True).form
    assert [o.value for o in form.field("as_whom").options] == ["self", "agent"]
    assert form.field("as_whom").default == "self"


@pytest.mark.parametrize("code", ["10-enquiry", PENALTY])
def test_nobody_is_asked_who_writes_a_letter_or_acts_for_an_authority(app, code):
    publish_shipped(code)
    asked = asked_of(effective_model(code), True)
    assert asked.form is None and asked.settled is None


def test_a_form_cannot_take_the_platforms_names(app):
    model = effective_model(POWER)
    form = asked_of(model, True).form
    assert all(field.name.startswith(RESERVED) for field in form.fields) and not list(reserved_names(model))
    files = {n: c.replace("面积".encode(), b"as_area") if n.startswith("apply") else c for n, c in model.files.items()}
    (finding,) = reserved_names(read_model(files))
    assert finding.severity == "error" and "as_area" in finding.message.zh and finding.element


def test_the_form_is_sent_by_an_agent_and_shown_to_the_clerk(served):
    party = served.test_client()
    page = party.get(f"/powers/{POWER}/apply").text
    assert page.index('name="as_whom"') < page.index('name="申请人.name"')
    assert party.post(f"/powers/{POWER}/apply", data=sent_by_agent()).status_code == 303
    receipt = party.get("/receipt").text
    assert "代办人" in receipt and "王小明" in receipt and AGENT["id_number"] not in receipt
    number = receipt.split("<dd>")[1].split("<")[0]
    seen = party.get(f"/cases/{number}").text
    assert "王**" in seen and "王小明" not in seen and "13900001234" not in seen
    clerk = browser(served, "limin")
    file = clerk.get(f"/inbox/cases/{number}?tab=facts").text
    assert AGENT["id_number"] in file and "委托单位的工作人员" in file and "委托书.pdf" in file
    assert "王小明" in clerk.get(f"/inbox/cases/{number}").text


def test_wrong_answers_come_back_with_what_was_typed_and_a_draft_keeps_it(served):
    party = served.test_client()
    refused = party.post(f"/powers/{POWER}/apply", data=sent_by_agent(**{"as_agent.phone": "12", "面积": "viel"}))
    assert refused.status_code == 422
    assert 'href="#f-as_agent-phone"' in refused.text and 'href="#f-面积"' in refused.text
    assert 'value="王小明"' in refused.text and "委托书.pdf" in refused.text and 'value="viel"' in refused.text
    other = served.test_client()
    assert other.post(f"/powers/{POWER}/apply", data=sent_by_agent(_draft="1")).status_code == 303
    kept = other.get(f"/powers/{POWER}/apply").text
    assert 'value="王小明"' in kept and "委托书.pdf" in kept
    assert 'value="agent" checked' in kept


def test_an_authority_that_is_no_document_is_refused_by_its_field(served):
    data = sent_by_agent(as_authority=(io.BytesIO(b"MZ\0\0"), "委托书.exe"))
    refused = served.test_client().post(f"/powers/{POWER}/apply", data=data)
    assert refused.status_code == 422 and 'href="#f-as_authority"' in refused.text


def test_questions_about_an_agent_are_hidden_until_there_is_one(served):
    party = served.test_client()
    hidden = party.post(f"/powers/{POWER}/apply/hidden", data={"as_whom": "self"}).json["hidden"]
    assert {"as_agent", "as_relation", "as_scope", "as_authority"} <= set(hidden)
    assert party.post(f"/powers/{POWER}/apply/hidden", data={"as_whom": "agent"}).json["hidden"] == []


def test_the_guide_says_that_nobody_may_act_for_another(served):
    with served.app_context():
        enter_power(entry(agents=False))
    assert "不能代办" in served.test_client().get(f"/powers/{POWER}").text


def test_the_same_answers_begin_one_case(app):
    key = new_key()
    first, again = (start_case(StartCase(POWER, {**APPLICATION, **AS_AGENT}, key, SOMEBODY)) for _ in range(2))
    assert first == again and APPLICANT["name"] == first.applicant
