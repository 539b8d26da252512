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
