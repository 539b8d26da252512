"""One difference, and all of them together."""

from dataclasses import dataclass
from typing import Any

from engine.text import Text


@dataclass(frozen=True, slots=True)
class Change:
    """``kind``: added, removed or changed. ``topic``: what about it (step, flow, condition, post, limit, field, row …).

    ``element``: the element's id in the new model, in the old one where it was removed; None for what has no place in
    the drawing. ``text`` is the whole sentence; ``before`` and ``after`` the two values alone.
    """

    kind: str
    topic: str
    element: str | None
    text: Text
    before: Text | None = None
    after: Text | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes, those of the law first. ``moved``: what only stands elsewhere in the drawing.

    ``same``: old element ids to new ones, for what is in both.
    """

    changes: tuple[Change, ...]
    moved: tuple[str, ...]
    same: dict[str, str]

    @property
    def is_empty(self) -> bool:
        """Whether both mean the same; only the drawing may differ."""
        return not self.changes

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "changes": [
                {
                    "kind": c.kind,
                    "topic": c.topic,
                    "element": c.element,
                    "message": c.text.zh,
                    "message_en": c.text.en,
                    "before": c.before.zh if c.before else None,
                    "after": c.after.zh if c.after else None,
                }
                for c in self.changes
            ],
            "moved": list(self.moved),
        }


def quoted(text: Text) -> Text:
    """A name in quotation marks, as a sentence names it."""
    return Text(f"“{text.zh or text.en}”", f"“{text.en or text.zh}”")


def changed(topic: str, element: str | None, of: Text, what: Text, before: Text, after: Text) -> Change:
    """「审查」的时限由 5 个工作日改为 3 个工作日；from nothing: 新设；to nothing: 取消。"""
    if not before.zh:
        zh, en = f"{of.zh}：{what.zh}新设为 {after.zh}", f"{of.en}: {what.en} is set to {after.en or after.zh}"
    elif not after.zh:
        zh, en = (
            f"{of.zh}：取消{what.zh}（原为 {before.zh}）",
            f"{of.en}: {what.en} is dropped (was {before.en or before.zh})",
        )
    else:
        zh = f"{of.zh}：{what.zh}由 {before.zh} 改为 {after.zh}"
        en = f"{of.en}: {what.en} changed from {before.en or before.zh} to {after.en or after.zh}"
    return Change("changed", topic, element, Text(f"{zh}。", f"{en}."), before, after)
