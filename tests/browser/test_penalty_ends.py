"""对未取得许可从事食品生产经营活动的处罚, from opening to each of its ends, at the pages, with the time that passes."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.looking import clean
from tests.browser.penalties import (
    CALLED,
    CHIEF,
    CONSIDERED,
    DECIDED,
    DISCUSSED,
    FILED,
    FINDINGS,
    FIRST,
    FOUND,
    HEAD,
    HEARD,
    INVESTIGATED,
    LIFTED,
    LISTED,
    NOTICE,
    OPENING,
    PENALTY,
    POWER,
    REVIEWED,
    SECOND,
    SEIZURE,
    SERVED,
    STATEMENT,
    TODAY,
    proposed,
    told,
)
from tests.browser.people import Site
from tests.browser.walking import PARTY, Walk

pytestmark = pytest.mark.slow

REASONS = {"决定理由": "违法轻微并及时改正，没有造成危害后果。"}
ENDS: dict[str, tuple[Any, ...]] = {
    "不予立案": ((HEAD, "立案审批", {"立案意见": "不予立案", "不立案理由": "不属于本机关管辖。"}),),
    "撤销案件": (*proposed("撤销案件"), (CHIEF, "作出不处罚的决定", {"决定": "撤销案件", **REASONS})),
    "不予处罚": (
        *(*proposed("不予处罚"), (CHIEF, "作出不处罚的决定", {"决定": "不予处罚", **REASONS})),
        (FIRST, "送达不予处罚决定书", {"决定送达日期": "2026-11-16", "已教育": "yes"}),
    ),
    "已移送司法机关": (
        *(*proposed("移送司法机关"), (CHIEF, "作出不处罚的决定", {"决定": "移送司法机关", **REASONS})),
        (FIRST, "移送司法机关", {"移送机关": "云州市公安局", "移送日期": "2026-11-16", "移送清单": "案卷一册。"}),
    ),
}


def opened(site: Site, looks: tuple[str, ...] = (), pictures: str = "penalty") -> Walk:
    walk = Walk(site, OPENING["当事人.name"], looks=looks, pictures=pictures)
    return walk.opened_by(FIRST, POWER, OPENING)


@pytest.mark.parametrize("end", ENDS)
def test_ends(site: Site, end: str) -> None:
    walk = opened(site, ("ended",), f"penalty-{list(ENDS).index(end)}").take(ENDS[end])
    assert walk.ended(FIRST) == end


def test_heard_reviewed_discussed_decided_and_paid(site: Site) -> None:
    looks = ("open", "立案审批", "调查取证", "调查终结", "拟处理意见", "处罚告知", "password", "password-issued")
    looks += ("陈述、申辩，申请听证", "通知听证", "法制审核", "集体讨论", "作出决定", "缴纳罚款", "ended")
    walk = opened(site, looks).take((FILED, *INVESTIGATED, (FIRST, "调查终结", {**FINDINGS, "重大违法": "yes"})))
    walk.refuses(FIRST, "拟处理意见", {**PENALTY, "罚款金额": "90000"}, "85000")
    walk.take(((FIRST, "拟处理意见", PENALTY), (SECOND, "协办人员签署", {"协办意见": "同意"})))
    walk.does(FIRST, "处罚告知", NOTICE).handed_password(FIRST)
    walk.take((STATEMENT, CONSIDERED, CALLED, 10, HEARD))
    expect(walk.file(FIRST).locator(".clk")).to_contain_text("/ 90")
    walk.take((REVIEWED, *DISCUSSED, DECIDED))
    walk.does(*SERVED[:2], {**SERVED[2], "决定送达日期": "2026-11-26"})
    walk.does(PARTY, "缴纳罚款", {"缴款日期": "2026-11-26", "缴款凭证": "20260001"})
    walk.does(FIRST, "结案归档", {"执行情况": "罚款已缴清。", "案卷号": "2026-001"})
    assert walk.ended() == "结案"
    clean(walk.file(FIRST), "penalty-file")


def test_silent_unpaid_urged_and_brought_before_the_court(site: Site) -> None:
    walk = opened(site, ("催告", "申请强制执行", "ended"), "penalty-court").take((*told(), 8, DECIDED))
    walk.does(*SERVED[:2], {**SERVED[2], "决定送达日期": "2026-11-24"}).pass_days(17)
    walk.does(FIRST, "催告", {"催告日期": "2026-12-11", "停算天数": "0", "催告内容": "请于十日内缴纳罚款。"})
    walk.pass_days(12)
    assert walk.open_for(FIRST) == []  # within the six months in which the party may sue the court is not asked
    walk.pass_days(160)
    page = walk.file(FIRST)
    expect(page.locator("main")).to_contain_text("申请强制执行")
    answers = {"申请法院": "云州市人民法院", "申请日期": "2027-05-25", "未复议诉讼": "yes"}
    walk.does(FIRST, "申请强制执行", answers)
    assert walk.ended(FIRST) == "已申请法院强制执行"


def test_paid_late_with_the_late_fine(site: Site) -> None:
    walk = opened(site, ("缴纳罚款和加处罚款",), "penalty-late").take((*told(), 8, DECIDED))
    walk.does(*SERVED[:2], {**SERVED[2], "决定送达日期": "2026-11-24"}).handed_password(FIRST).pass_days(17)
    walk.does(FIRST, "催告", {"催告日期": "2026-12-11", "停算天数": "0", "催告内容": "请于十日内缴纳罚款。"})
    walk.does(PARTY, "缴纳罚款和加处罚款", {"补缴日期": "2026-12-11", "补缴凭证": "20260002"})
    expect(walk.at(FIRST, "结案归档").locator(".file")).to_contain_text("加处罚款")
    walk.does(FIRST, "结案归档", {"执行情况": "罚款和加处罚款已缴清。", "案卷号": "2026-002"})
    assert walk.ended(FIRST) == "结案"


def test_seized_approved_and_lifted_when_thirty_days_are_over(site: Site) -> None:
    looks = ("实施查封扣押", "清点并签署清单", "查封扣押审批", "解除查封扣押")
    walk = opened(site, looks, "penalty-seizure").does(*FILED).sends(FIRST, "实施查封扣押", SEIZURE)
    walk.take(LISTED)
    assert "调查取证" in walk.open_for(FIRST)[0]
    walk.does(HEAD, "查封扣押审批", {"查封审批": "同意"})
    clean(walk.file(FIRST), "penalty-seized")
    walk.pass_days(31)
    walk.take(LIFTED)
    walk.does(FIRST, "调查取证", FOUND).does(SECOND, "调查取证", FOUND)
    assert walk.open_for(FIRST) == ["调查终结"]


def test_what_is_not_approved_is_lifted_at_once(site: Site) -> None:
    walk = opened(site).does(*FILED).sends(FIRST, "实施查封扣押", SEIZURE).take(LISTED)
    walk.does(HEAD, "查封扣押审批", {"查封审批": "不同意", "查封审批理由": "没有必要。"}).take(LIFTED)
    assert not [step for step in walk.open_for(FIRST) if "查封" in step]


def test_what_was_seized_is_sent_for_testing(site: Site) -> None:
    walk = opened(site, ("送检", "检测、检验、鉴定"), "penalty-testing").does(*FILED)
    walk.sends(FIRST, "实施查封扣押", SEIZURE).take(LISTED).does(HEAD, "查封扣押审批", {"查封审批": "同意"})
    sent = {"检测机构": "云州市检验院", "送检日期": TODAY, "检测期限": "2026-11-26", "检测已告知": "yes"}
    walk.sends(FIRST, "送检", sent)
    expect(walk.file(FIRST).locator(".clk")).to_contain_text("停")
    walk.pass_days(8)
    walk.does(FIRST, "检测、检验、鉴定", {"检测完成日期": "2026-11-24", "检测结论": "菌落总数不合格。"})
    walk.pass_days(30)
    assert "解除查封扣押" not in walk.open_for(FIRST)  # the thirtieth day is put off by the eight of the testing
    walk.pass_days(1)
    walk.take(LIFTED)


def test_a_defence_that_is_adopted_is_told_anew(site: Site) -> None:
    walk = opened(site, ("复核陈述、申辩",), "penalty-adopted").take(told())
    walk.handed_password(FIRST).take((STATEMENT,))
    walk.does(*CONSIDERED[:2], {**CONSIDERED[2], "复核意见": "部分采纳"})
    assert walk.open_for(FIRST) == ["拟处理意见"]
    walk.take(((FIRST, "拟处理意见", {**PENALTY, "罚款金额": "65000"}), (SECOND, "协办人员签署", {"协办意见": "同意"})))
    walk.does(FIRST, "处罚告知", NOTICE)
    expect(walk.follow().locator(".note.soon")).to_contain_text("陈述、申辩")
