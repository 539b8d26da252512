"""Dates, times, sizes and amounts as a page says them."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import ngettext

from app.clock import today
from app.language import language, local_time

_WEEKDAYS = "一二三四五六日"


def day(when: date | datetime | None) -> str:
    """11月25日（星期三）, Wed 25 Nov; the year only where it is another one."""
    if when is None:
        return ""
    if isinstance(when, datetime):
        when = _day_and_time(local_time(when) or when)[0]
    if language() == "en":
        return format_date(when, "EEE d MMM" if when.year == today().year else "EEE d MMM y", locale="en")
    year = f"{when.year}年" if when.year != today().year else ""
    return f"{year}{when.month}月{when.day}日（星期{_WEEKDAYS[when.weekday()]}）"


def moment(when: datetime | None) -> str:
    """11月20日 14:00, 20 Nov 14:00."""
    local = local_time(when)
    if local is None:
        return ""
    on, at = _day_and_time(local)
    if language() == "en":
        return format_date(on, "d MMM" if on.year == today().year else "d MMM y", locale="en") + f" {at}"
    year = f"{on.year}年" if on.year != today().year else ""
    return f"{year}{on.month}月{on.day}日 {at}"


def _day_and_time(local: datetime) -> tuple[date, str]:
    """What comes on the stroke of midnight comes with the end of the day before, 24:00, as limits do."""
    if local.time() == time.min:
        return local.date() - timedelta(days=1), "24:00"
    return local.date(), f"{local:%H:%M}"


def month_day(when: date | None) -> str:
    if isinstance(when, datetime):
        when = _day_and_time(local_time(when) or when)[0]
    return f"{when:%m-%d}" if when else ""


def size(count: int | None) -> str:
    count = count or 0
    return f"{count / 1048576:.3g} MB" if count >= 1048576 else f"{max(1, round(count / 1024))} KB"


def figure(value: Decimal | int) -> str:
    return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"


def plain(value: Any) -> str:
    """What stands in an input for an answer, whatever was typed."""
    return "" if value is None or isinstance(value, dict | list) else str(value)


def days_of(count: int, unit: str = "wd") -> str:
    """3 个工作日, 3 working days."""
    if unit == "wd":
        return ngettext("%(num)d 个工作日", "%(num)d 个工作日", count)
    return ngettext("%(num)d 日", "%(num)d 日", count)


def left_words(left: int | None, light: str) -> str:
    """How much is left of a step: 剩 3 日, 今天, 超 2 日; what is paused keeps its rest."""
    if left is None:
        return "—"
    if light == "paused":
        return _("余 %(count)d 日", count=left)
    if light == "red" or left < 0:
        return _("超 %(count)d 日", count=max(1, abs(left)))
    return _("今天") if left == 0 else _("%(count)d 日", count=left)


def step_words(left: int | None) -> str:
    """剩 2 个工作日, 今天到期, 超 1 个工作日."""
    if left is None:
        return "—"
    if left == 0:
        return _("今天到期")
    return _("剩 %(days)s", days=days_of(left)) if left > 0 else _("超 %(days)s", days=days_of(-left))


FILTERS = {
    "day": day,
    "moment": moment,
    "md": month_day,
    "size": size,
    "figure": figure,
    "plain": plain,
    "days_of": days_of,
}
GLOBALS = {"left_words": left_words, "step_words": step_words}
