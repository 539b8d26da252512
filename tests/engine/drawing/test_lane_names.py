"""No Latin word of a name is broken where smaller letters, another line or a wider column would keep it whole."""

import re
from pathlib import Path

import pytest

from engine import Model, draw, read_model
from engine.drawing.measure import longest_word, width

ROOT = Path(__file__).parents[3]
DI = (
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
)


def flow(lane: str, event: str = "", *, high: int = 160, left: int = 40) -> Model:
    """One lane with a start event; ``left``: where it stands, in the strip of the name where it is small."""
    return read_model(
        f'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" {DI} targetNamespace="t">'
        f'<process id="P" isExecutable="true"><laneSet id="set"><lane id="L" name="{lane}"><flowNodeRef>s</flowNodeRef>'
        f'</lane></laneSet><startEvent id="s" name="{event}"/></process><bpmndi:BPMNDiagram><bpmndi:BPMNPlane '
        f'bpmnElement="P"><bpmndi:BPMNShape bpmnElement="L" isHorizontal="true"><dc:Bounds x="0" y="0" width="400" '
        f'height="{high}"/></bpmndi:BPMNShape><bpmndi:BPMNShape bpmnElement="s"><dc:Bounds x="{left}" y="20" '
        f'width="36" height="36"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>'.encode()
    )


def lines(model: Model, language: str = "zh") -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", draw(model, language=language))


@pytest.mark.parametrize("power", ["01-licence/01-food-business", "01-licence/01-project-joint", "10-other/10-enquiry"])
def test_the_names_of_lanes_of_shipped_powers_stay_whole(power: str) -> None:
    files = [*(ROOT / "bpmn" / power).glob("*.bpmn"), *(ROOT / "bpmn" / power).glob("*.dmn")]
    model = read_model([*files, *(ROOT / "forms" / power).glob("*.json")])
    drawn = {word for line in lines(model, "en") for word in line.split()}
    assert [lane.name.en for lane in model.lanes if set(lane.name.en.split()) - drawn] == []


@pytest.mark.parametrize("name", ["Chief representative", "Environmental administration", "Telecommunications"])
def test_the_column_is_as_wide_as_the_longest_word(name: str) -> None:
    assert set(name.split()) <= set(lines(flow(name)))


def test_letters_are_smaller_where_the_column_cannot_be_wider() -> None:
    svg = draw(flow("Telecommunicationsinspectors"))
    assert 'class="lanet least"' in svg
    upright = draw(flow("Telecommunications", high=130, left=10))
    assert 'class="lanet least"' in upright and ">Telecommunications<" in upright
    assert 'class="lanet least"' not in draw(flow("首席代表")) + draw(flow("Chief representative"))


def test_the_name_of_an_event_stays_whole_too() -> None:
    assert "Acknowledgements" in lines(flow("A", "Acknowledgements sent"))


def test_only_words_that_cannot_be_broken_count() -> None:
    assert longest_word("首席代表", 13) == 0
    assert longest_word("of a licence", 13) == width("licence", 13)
