"""The guide to take along on paper: a real PDF in the page's language, with what is particular to the power."""

import pytest
from flask import template_rendered

from tests.app.world import POWER


@pytest.fixture
def printed(served):
    """Prints a guide; the document's HTML too."""

    def get(code: str, language: str):
        found = []

        def keep(_, template, context, **__):
            found.append(template.render(context))

        with template_rendered.connected_to(keep, served):
            answer = served.test_client().get(f"/powers/{code}/guide.pdf?lang={language}")
        return answer, found[0] if found else ""

    return get


def test_it_is_a_document_in_either_language(printed):
    answers = {language: printed(POWER, language) for language in ("zh", "en")}
    for answer, _ in answers.values():
        assert answer.status_code == 200 and answer.mimetype == "application/pdf"
        assert answer.data.startswith(b"%PDF-") and answer.data.rstrip().endswith(b"%%EOF")
    assert answers["zh"][0].data != answers["en"][0].data
    assert "测试许可" in answers["zh"][1] and "测试许可" not in answers["en"][1]


def test_it_holds_the_eight_elements_the_flow_and_a_code(printed):
    _, html = printed(POWER, "zh")
    for element in ("依据", "职责", "条件与材料", "程序", "时限", "纪律", "结果", "承诺与监督"):
        assert f"</b>{element}</h2>" in html
    assert html.count("<svg") >= 2 and "指纹" in html


def test_of_what_is_not_on_the_list_there_is_none(printed):
    assert printed("nothing", "zh")[0].status_code == 404
