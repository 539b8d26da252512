"""The two versions beside each other: drawings with the numbers of the list, and what did not change."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.language import show_text
from app.review.queries import ReviewPage
from app.ui.charts import draw_chart
from engine import Change, Overlay, Text, difference_overlays

MARKS = {"added": "add", "changed": "chg", "removed": "del"}


@dataclass(frozen=True)
class Comparison:
    """What of a submission is drawn and listed."""

    page: ReviewPage

    @property
    def changes(self) -> tuple[Change, ...]:
        return self.page.difference.changes if self.page.difference else ()

    @property
    def old_chart(self) -> Markup | None:
        if self.page.before is None:
            return None
        return draw_chart(self.page.before, {}, title=_("现行版本"), overlay=self._overlays()[0])

    @property
    def new_chart(self) -> Markup:
        return draw_chart(self.page.model, {}, title=_("送审版本"), overlay=self._overlays()[1])

    @property
    def unchanged(self) -> list[str]:
        """What the legal office looks for first, where it is as it was."""
        before, after = self.page.before, self.page.model
        if before is None:
            return []
        topics = {change.topic for change in self.changes}
        touched = {change.element for change in self.changes}
        same = self.page.difference.same if self.page.difference else {}
        steps = [was for was, now in same.items() if was in before.elements and now not in touched]
        kept = [was for was in steps if before.elements[was].kind == "userTask"]
        said = []
        if before.power.limit == after.power.limit and before.power.limit:
            said.append(_("法定时限 %(limit)s", limit=show_text(before.power.limit.text)))
        if before.power.promise == after.power.promise and before.power.promise:
            said.append(_("承诺时限 %(limit)s", limit=show_text(before.power.promise.text)))
        if kept:
            said.append(ngettext("%(num)d 个环节及其岗位、时限", "%(num)d 个环节及其岗位、时限", len(kept)))
        if not topics & {"field", "form"}:
            said.append(_("全部表单"))
        if before.tables and not topics & {"row", "table", "rule"}:
            said.append(_("全部决策表"))
        return said

    @property
    def moved(self) -> int:
        """How many shapes only stand elsewhere."""
        return len(self.page.difference.moved) if self.page.difference else 0

    @property
    def commentable(self) -> list[tuple[str, Text]]:
        """The elements that one may comment on by name."""
        return [(e.id, e.name) for e in self.page.model.in_flow_order() if e.name.zh]

    def mark(self, change: Change) -> str:
        return MARKS.get(change.kind, "chg")

    def name_of(self, element: str | None) -> Text | None:
        """What an element is called, in either version."""
        for model in (self.page.model, self.page.before):
            if model is not None and element in model.elements:
                return model.elements[element].name
        return None

    def _overlays(self) -> tuple[Overlay, Overlay]:
        return difference_overlays(self.page.difference) if self.page.difference else (Overlay(), Overlay())
