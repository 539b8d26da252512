"""Decisions that rest on others, on knowledge and on services; boxed expressions; types; imports."""

import pytest

from engine.dmn import read_model
from engine.errors import TableError
from engine.feel import Env, FeelError
from tests.engine.dmn.support import definitions

ENV = Env()


def literal(text: str) -> str:
    return f"<literalExpression><text>{text}</text></literalExpression>"


def decision(name: str, logic: str, *requires: str, kind: str = "") -> str:
    needs = "".join(
        f'<informationRequirement><{tag} href="#{ref}"/></informationRequirement>'
        if tag != "requiredKnowledge"
        else f'<knowledgeRequirement><{tag} href="#{ref}"/></knowledgeRequirement>'
        for tag, _, ref in (r.partition(":") for r in requires)
    )
    typed = f' typeRef="{kind}"' if kind else ""
    return f'<decision id="{name}" name="{name}"><variable name="{name}"{typed}/>{needs}{logic}</decision>'


def inputs(*names: str, kind: str = "number") -> str:
    return "".join(f'<inputData id="{n}" name="{n}"><variable name="{n}" typeRef="{kind}"/></inputData>' for n in names)


def value(body: str, name: str = "d", strict: bool = True, **values: object) -> object:
    return read_model(definitions(body), strict=strict).evaluate(name, values, ENV)


def test_a_decision_sees_only_what_it_requires():
    body = inputs("a", "b") + decision("c", literal("a + 1"), "requiredInput:a")
    assert value(body + decision("d", literal("c * 2"), "requiredDecision:c"), a=1) == 4
    assert value(body + decision("d", literal("b"), "requiredDecision:c"), a=1, b=2) is None


def test_knowledge_is_called_and_may_call_itself():
    body = (
        '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic><formalParameter name="n"/>'
        + literal("if n &lt;= 1 then 1 else n * f(n - 1)")
        + "</encapsulatedLogic></businessKnowledgeModel>"
    )
    assert value(body + decision("d", literal("f(5)"), "requiredKnowledge:f")) == 120
    binding = f'<binding><parameter name="n"/>{literal("3")}</binding>'
    invocation = f"<invocation>{literal('f')}{binding}</invocation>"
    assert value(body + decision("d", invocation, "requiredKnowledge:f")) == 6
    assert value(body, "f", n=4) == 24


def test_a_service_is_called_with_data_first():
    body = (
        inputs("a")
        + decision("given", literal("1"))
        + decision("out", literal("a - given"), "requiredInput:a", "requiredDecision:given")
        + '<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#out"/>'
        '<inputDecision href="#given"/><inputData href="#a"/></decisionService>'
    )
    assert value(body + decision("d", literal("s(10, 3)"), "requiredKnowledge:s")) == 7
    assert value(body, "s", a=10, given=4) == 6


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        (f'<context><contextEntry><variable name="a"/>{literal("1")}</contextEntry>'
         f'<contextEntry><variable name="b"/>{literal("a + 1")}</contextEntry></context>', {"a": 1, "b": 2}),
        (f'<context><contextEntry><variable name="a"/>{literal("1")}</contextEntry>'
         f'<contextEntry>{literal("a + 1")}</contextEntry></context>', 2),
        (f"<list>{literal('1')}{literal('2')}</list>", [1, 2]),
        (f'<relation><column name="x"/><column name="y"/><row>{literal("1")}{literal("2")}</row></relation>',
         [{"x": 1, "y": 2}]),
        (f"<conditional><if>{literal('false')}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>",
         2),
        (f"<filter><in>{literal('[1, 2, 3]')}</in><match>{literal('item &gt; 1')}</match></filter>", [2, 3]),
        (f'<for iteratorVariable="i"><in>{literal("[1, 2]")}</in><return>{literal("i * 2")}</return></for>', [2, 4]),
        (f'<some iteratorVariable="i"><in>{literal("[1, 2]")}</in><satisfies>{literal("i &gt; 1")}</satisfies></some>',
         True),
        (f'<every iteratorVariable="i"><in>{literal("[1]")}</in><satisfies>{literal("i &gt; 1")}</satisfies></every>',
         False),
        (f'<invocation><functionDefinition><formalParameter name="x"/>{literal("x + 1")}</functionDefinition>'
         f'<binding><parameter name="x"/>{literal("1")}</binding></invocation>', 2),
    ],
)  # fmt: skip
def test_boxed_expressions(logic, expected):
    assert value(decision("d", logic)) == expected


ITEMS = (
    '<itemDefinition name="tGrade"><typeRef>string</typeRef>'
    '<allowedValues><text>"从重","一般"</text></allowedValues></itemDefinition>'
    '<itemDefinition name="tGrades" isCollection="true"><typeRef>tGrade</typeRef></itemDefinition>'
    '<itemDefinition name="tCase"><itemComponent name="grade of case"><typeRef>tGrade</typeRef></itemComponent>'
    "</itemDefinition>"
)


def test_types_are_kept():
    body = ITEMS + inputs("g", kind="tGrade") + decision("d", literal("g"), "requiredInput:g", kind="tGrades")
    assert value(body, g="从重") == ["从重"]
    with pytest.raises(TableError, match="tGrade"):
        value(body, g="从轻")
    assert value(body, strict=False, g="从轻") is None


def test_names_of_components_may_have_spaces():
    body = ITEMS + inputs("c", kind="tCase") + decision("d", literal("c.grade of case"), "requiredInput:c")
    assert value(body, c={"grade of case": "一般"}) == "一般"


def test_imports():
    other = definitions(inputs("a") + decision("base", literal("a * 2"), "requiredInput:a")).replace(
        b"urn:test", b"urn:other"
    )
    body = '<import name="o" namespace="urn:other" importType="x"/>' + decision(
        "d", literal("o.base + 1"), "requiredDecision:base"
    ).replace("#base", "urn:other#base")
    model = read_model(definitions(body), [other])
    assert model.evaluate("d", {"a": 2}, ENV) == 5
    assert model.evaluate("d", {"o": {"a": 3}}, ENV) == 7


def test_foreign_code_is_never_run():
    logic = f'<functionDefinition kind="Java"><formalParameter name="x"/>{literal("{class: 1}")}</functionDefinition>'
    entry = f'<contextEntry><variable name="f"/>{logic}</contextEntry><contextEntry>{literal("f(1)")}</contextEntry>'
    assert value(decision("d", f"<context>{entry}</context>")) is None


def test_hostile_texts_are_refused():
    with pytest.raises(FeelError):
        value(decision("d", literal("for i in 1..10**9 return i")))
    with pytest.raises(TableError):
        value(decision("d", literal("(" * 1000)))


def test_models_may_be_used_by_many_threads():
    from concurrent.futures import ThreadPoolExecutor

    body = inputs("a") + decision("d", literal("sum(for i in 1..a return i)"), "requiredInput:a")
    model = read_model(definitions(body))
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda a: model.evaluate("d", {"a": a}, ENV), range(1, 200)))
    assert results == [a * (a + 1) // 2 for a in range(1, 200)]


def test_a_chain_of_decisions_without_end_is_refused():
    """Each would be worked out within the one before: in the end Python itself gives up."""

    def chain(length: int) -> bytes:
        return definitions(
            "".join(
                f'<decision id="d{n}" name="d{n}"><variable name="d{n}"/><informationRequirement>'
                f'<requiredDecision href="#d{n + 1}"/></informationRequirement>'
                f"<literalExpression><text>d{n + 1}</text></literalExpression></decision>"
                for n in range(length - 1)
            )
            + f'<decision id="d{length - 1}" name="d{length - 1}"><variable name="d{length - 1}"/>'
            "<literalExpression><text>7</text></literalExpression></decision>"
        )

    assert read_model(chain(50)).evaluate("d0", {}, Env()) == 7
    with pytest.raises(TableError, match="more than 50 decisions require one another"):
        read_model(chain(51))
