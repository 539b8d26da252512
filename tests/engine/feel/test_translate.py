"""Conditions of foreign models become FEEL that means the same, or are refused with a reason."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from engine.feel import FeelError, compile_feel
from engine.feel.translate import DIALECTS, dialect_of, translate
from tests.engine.feel.test_fuzz import SETTINGS

MODELS = Path(__file__).parents[4] / "shared" / "corpora" / "models"


@pytest.mark.parametrize(
    ("text", "dialect", "expected"),
    [
        ("= 金额 > 5", "", "金额 > 5"),
        ("${day <= 3}", "juel", "day <= 3"),
        ("#{decision=='C' && !late}", "juel", 'decision = "C" and late != true'),
        ("${a lt 5 or not (b ge 6)}", "juel", "a < 5 or not(b >= 6)"),
        ("${!clarified.equals('yes')}", "juel", 'not(clarified = "yes")'),
        ("${ok ? 'a' : 'b'}", "juel", 'if ok then "a" else "b"'),
        ("${empty list}", "juel", '(if list = null then true else string(list) in ("", "[]", "{}"))'),
        ("${execution.getVariable('x') == null}", "juel", "x = null"),
        ("${vars:equals(x, 1)}", "juel", "x = 1"),
        ("${loopCounter == 0 or 2 * loopCounter > 3}", "juel", "loopCounter - 1 = 0 or 2 * (loopCounter - 1) > 3"),
        ("len(x) > 2", "python", "(if x instance of string then string length(x) else count(x)) > 2"),
        ("x == True and y is not None", "python", "x = true and y != null"),
        ("x not in ['a', 'b']", "python", 'not(x in ["a", "b"])'),
        ("a if c else b", "python", "if c then a else b"),
        ("a % 2 == 0", "python", "modulo(a, 2) = 0"),
        ("rows[0].name == 'it\\'s'", "python", 'rows[1].name = "it\'s"'),
        ("this.variables.input >= 50", "javascript", "input >= 50"),
        ("next(null, !environment.variables.stop);", "javascript", "stop != true"),
        ("return a === 1 || b !== 'x';", "javascript", 'a = 1 or b != "x"'),
        ("(a + b) * c > 10", "groovy", "(a + b) * c > 10"),
        ("bpmn:getDataObject('clarified') = 'yes'", "", 'clarified = "yes"'),
        ("product == 'c'", "", 'product = "c"'),
    ],
)
def test_translates(text, dialect, expected):
    feel, _ = translate(text, dialect)
    assert feel == expected
    compile_feel(feel)


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("${service.canComplete(execution)}", "juel"),
        ('$(pass == "1")', ""),
        ("x = 5", "javascript"),
        ("lambda: 1", "python"),
        ("a < b < c", "python"),
        ("const a = b;", "javascript"),
        ("__import__('os').system('x')", "python"),
        ("${a", "juel"),
        ("there is a reachable", ""),
        ("[x for x in y]", "python"),
        ("a && b", "cobol"),
    ],
)
def test_refuses_with_a_reason(text, dialect):
    with pytest.raises(FeelError) as caught:
        translate(text, dialect)
    assert caught.value.text.zh
    assert caught.value.text.en


def test_a_change_is_reported():
    assert translate("a > 1")[1] is None
    note = translate("${a == 1}")[1]
    assert note is not None
    assert "a = 1" in note.zh


def test_missing_values_are_false_as_they_were():
    feel, _ = translate("${!late}")
    assert compile_feel(feel)({"late": None}) is True


WORDS = "a b 1 'x' == != < && || ! not and or in [ ] ( ) . , ? : if else equals = ${ }"


@SETTINGS
@given(st.lists(st.sampled_from(WORDS.split())), st.sampled_from(DIALECTS))
def test_anything_translates_or_is_refused(words, dialect):
    try:
        feel, _ = translate(" ".join(words), dialect)
    except FeelError:
        return
    compile_feel(feel)


@pytest.mark.skipif(not MODELS.is_dir(), reason="the corpora are not at ../shared/corpora")
def test_the_corpora_translate():
    texts: dict[str, str | None] = {}
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    for path in sorted(MODELS.rglob("*")):
        if path.suffix in (".bpmn", ".xml") and path.stat().st_size:
            for e in etree.parse(path, parser).iter("{*}conditionExpression", "{*}completionCondition", "{*}condition"):
                text = "".join(str(t) for t in e.itertext()).strip()
                if text:
                    texts.setdefault(text, e.get("language"))
    refused = []
    for text, language in texts.items():
        try:
            translate(text, dialect_of(text, language))
        except FeelError:
            refused.append(text)
    assert len(texts) > 100
    assert len(refused) <= 0.05 * len(texts), refused


@pytest.mark.parametrize(
    ("text", "feel"),
    [
        (
            'names.contains("a")',
            '(if names instance of string then contains(names, "a") else list contains(names, "a"))',
        ),
        ('x.get("a") > 1', 'get value(x, "a") > 1'),
        ('x["a"] and x[0]', 'get value(x, "a") and x[1]'),
        ('execution.getVariable("x") > 1', "x > 1"),
        ("this.environment.variables.v > 1", "v > 1"),
        ("True", "true"),
        ("n // 2 == 1", "floor(n / 2) = 1"),
    ],
)
def test_what_reads_as_feel_and_means_something_else_there_is_put_into_feel(text, feel):
    """It was always null, and the way was not taken."""
    assert translate(text)[0] == feel


@pytest.mark.parametrize("text", ["service.ready(x)", "x.any(y)", "this.ready", "0 < x < 5"])
def test_what_reads_as_feel_and_is_not_understood_is_refused(text):
    with pytest.raises(FeelError):
        translate(text)


@pytest.mark.parametrize("text", ["x[1] = 2", "count(x[item > 0]) > 0", "x > 1 // more", 'get value(x, "a")'])
def test_what_is_feel_stays(text):
    assert translate(text) == (text, None)
