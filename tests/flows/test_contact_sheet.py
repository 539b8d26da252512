"""The contact sheet in the docs shows every shipped flow, and stays small."""

from xml.etree import ElementTree

from tests.flows.conftest import flow_of
from tests.flows.contact_sheet import MOST_BYTES, SHEET, flows, sheet


def test_every_flow_has_its_place_on_the_sheet():
    drawn = ElementTree.fromstring(sheet({name: flow_of(name).model for name in flows()}))
    named = [text.text for text in drawn.findall("{http://www.w3.org/2000/svg}text")]
    assert named == flows() and len(drawn.findall("{http://www.w3.org/2000/svg}svg")) == len(named)


def test_the_picture_in_the_docs_is_small():
    assert SHEET.stat().st_size <= MOST_BYTES
