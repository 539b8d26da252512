"""投资项目并联审批, from application to each of its ends, at the pages and with the time that passes."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.looking import clean
from tests.browser.people import Site
from tests.browser.projects import (
    ACCEPTED,
    ADOPTED,
    AGREED,
    ASKED_ONCE,
    CORRECTED,
    DELIVERED,
    EIA,
    ENERGY,
    EXAMINED,
    EXPERTS,
    HEAD,
    NOT_ACCEPTED,
    NUMBERS,
    PLANNING,
    POWER,
    PROJECT,
    PUBLIC,
    REVIEWED,
    VETO,
    WATER,
    WATER_AGAIN,
    WINDOW,
)
from tests.browser.test_operations import choose, confirm
from tests.browser.walking import Walk

pytestmark = pytest.mark.slow

REFUSED = (HEAD, "作出决定", {"决定": "不予", "决定理由": "选址不符合规划。", "决定依据": "城乡规划法第三十六条"})
ENDS: dict[str, tuple[Any, ...]] = {
    "不予受理": ((WINDOW, "一口受理", {"受理结论": "不予受理", **NOT_ACCEPTED}),),
    "逾期未补正，视为撤回": (ASKED_ONCE, 30),
    "不予受理（补正后）": (ASKED_ONCE, CORRECTED, (WINDOW, "补正审查", {"补正结论": "不予受理", **NOT_ACCEPTED})),
    "不予许可": (
        *(8, *EXAMINED, *AGREED, REFUSED),  # accepted by silence
        (WINDOW, "统一送达", {**DELIVERED, "已告知救济": "yes"}),
    ),
}


def begun(site: Site, looks: tuple[str, ...] = (), pictures: str = "project", **more: Any) -> Walk:
    return Walk(site, PROJECT["申请人.name"], looks=looks, pictures=pictures).apply(POWER, {**PROJECT, **more})


@pytest.mark.parametrize("end", ENDS)
def test_ends(site: Site, end: str) -> None:
    walk = begun(site, looks=("ended",), pictures=f"project-{list(ENDS).index(end)}").take(ENDS[end])
    assert walk.ended() == end.split("（")[0]


def test_granted_after_a_veto(site: Site) -> None:
    looks = ("apply", "一口受理", "规划审查", "环评意见", "水保审查", "可选事项表决", "作出决定", "统一送达", "ended")
    walk = begun(site, looks, 可选事项="屋顶光伏").take((ACCEPTED,))
    clean(walk.follow(), "project-four-departments")
    walk.take(EXAMINED)
    clean(walk.at("liangtian", "联合会审"), "project-meeting")
    walk.does("bilan", "联合会审", {"会审表决": "同意"}).does("liangtian", "联合会审", VETO)
    assert [walk.open_for(who) for who in ("yangfan", "qinlan", "xuqing", "jiangtao")] == [[], [], ["水保审查"], []]
    strip = walk.file(WINDOW).locator("ol.strip li, .strip li")
    expect(strip.filter(has_text="联合会审")).not_to_have_class(re.compile("done"))
    expect(walk.follow().locator(".tl")).to_contain_text("弃渣场选址与国土空间规划不符。")
    clean(walk.follow(), "project-vetoed")
    clean(walk.at("xuqing", "水保审查"), "project-water-again")
    walk.take((WATER_AGAIN,))
    assert walk.open_for("bilan") == [], "the environment has agreed, and that stands"
    clean(walk.at("liangtian", "联合会审"), "project-meeting-again")
    page = choose(walk.file("bilan"), "重新签署", _reason="弃渣场新址邻近水源。")
    clean(page, "project-sign-again", both=False)
    confirm(page)
    assert walk.open_for("bilan") == ["联合会审 （第 2 人）"]
    clean(walk.file("bilan"), "project-signed-again")
    walk.take((*AGREED, *ADOPTED, (HEAD, "作出决定", {"决定": "准予"})))
    walk.does(WINDOW, "统一送达", {**NUMBERS, **DELIVERED})
    assert walk.ended() == "准予许可"
    clean(walk.file(WINDOW), "project-file")


def test_the_time_of_an_expert_review_does_not_count(site: Site) -> None:
    walk = begun(site, ("专家评审", "补正材料", "补正审查")).take((ASKED_ONCE, 1, CORRECTED))
    walk.take(((WINDOW, "补正审查", {"补正结论": "受理"}), PLANNING, EXPERTS, WATER, ENERGY, 1))
    expect(walk.follow().locator(".st")).to_contain_text("还剩 20 个工作日")
    walk.take((13, REVIEWED, 9, PUBLIC))
    page = walk.follow()
    expect(page.locator(".rightc")).to_contain_text("行政许可法第四十五条")
    clean(page, "project-days-excluded")


def test_withdrawn_while_four_departments_examine(site: Site) -> None:
    walk = begun(site).take((ACCEPTED, EIA))
    page = walk.follow()
    page.get_by_role("link", name="撤回申请").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("项目另行选址。")
    dialog.get_by_role("button", name="撤回申请").click()
    expect(page.locator(".left")).to_have_text("已撤回")
    assert [walk.open_for(who) for who in ("yangfan", "xuqing", "jiangtao")] == [[], [], []]
