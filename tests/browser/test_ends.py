"""食品经营许可, from application to each of its ends, at the pages and with the time that passes."""

from playwright.sync_api import expect

from tests.browser.looking import clean
from tests.browser.people import PDF, OfficerAtWork, Site, picture

YES = {"场所面积一致": "yes", "布局生熟分开": "yes", "人员考核合格": "yes"}
VISIT = {"核查日期": "2026-11-16", "核查结论": "符合", "核查情况": "布局、设备与申请一致。"}


def accept(site: Site) -> OfficerAtWork:
    window = site.officer("limin")
    window.do("材料齐全，符合法定形式，予以受理。", 受理结论="受理")
    return window


def review(site: Site) -> None:
    officer = site.officer("zhouxiaomei")
    page = officer.open()
    picture(page, "task-review")
    officer.do("布局图与经营项目相符，热食类制售需核查后厨分区。", **YES, 审查结论="送现场核查")


def inspect(site: Site) -> None:
    for name in ("liujianguo", "maxiaodong"):
        site.officer(name).do("单向布局，生熟分开。", **VISIT)


def test_granted(site: Site) -> None:
    guest = site.window("guest")
    for name, path in (
        ("home", "/"),
        ("powers", "/powers"),
        ("guide", "/powers/01-food-business"),
        ("sign-in", "/sign-in"),
    ):
        guest.goto(path)
        picture(guest, name)
    guest.goto("/powers/01-food-business?view=posts")
    picture(guest, "guide-posts")
    applicant = site.apply()
    picture(applicant.page, "receipt")
    picture(applicant.follow(), "tracking-received")
    picture(site.officer("limin").page, "inbox")
    picture(site.officer("limin").open(), "task-intake")
    accept(site)
    review(site)
    expect(applicant.follow().locator(".st")).to_contain_text("还剩 6 个工作日")
    picture(applicant.page, "tracking-inspection")
    inspect(site)
    chief = site.officer("zhaoguoqiang")
    picture(chief.open(), "task-decide")
    chief.do("符合条件，准予许可。", 决定="准予")
    window = site.officer("limin")
    window.do(
        "许可证已送达。",
        许可证编号="JY13501000000017",
        有效期至="2031-11-15",
        送达方式="电子送达",
        送达日期="2026-11-16",
    )
    assert applicant.outcome() == "准予许可"
    picture(applicant.page, "end-granted")
    window.page.goto("/inbox/done")
    picture(window.page, "done")
    window.page.goto(f"/inbox/cases/{applicant.number}")
    picture(window.page, "case-file")
    window.page.goto(f"/inbox/cases/{applicant.number}?tab=flow")
    expect(window.page.locator("svg.fc .done").first).to_be_visible()
    picture(window.page, "case-file-flow")


def test_refused(site: Site) -> None:
    applicant = site.apply()
    accept(site)
    site.officer("zhouxiaomei").do(
        **YES, 审查结论="建议不予许可", 不予理由="操作间与厕所相邻，不符合食品安全法第三十三条第一项。"
    )
    site.officer("zhaoguoqiang").do(
        决定="不予", 决定理由="操作间与厕所相邻，不符合规定距离。", 决定依据="《食品安全法》第三十三条第一项"
    )
    site.officer("limin").do(送达方式="窗口领取", 送达日期="2026-11-16", 已告知救济="yes")
    page = applicant.follow()
    assert page.locator(".left").inner_text() == "不予许可"
    expect(page.locator(".tl")).to_contain_text("操作间与厕所相邻")
    expect(page.locator(".tl")).to_contain_text("行政复议")
    picture(page, "end-refused")
    page.get_by_role("button", name="看到了，签收").click()
    expect(page.locator(".note.ok")).to_contain_text("已签收")
    expect(page.locator(".tl")).to_contain_text("您在网上签收")
    clean(page, "end-refused-signed-for", data="巷口面馆|何秀芝|人民东路")


def test_not_accepted(site: Site) -> None:
    applicant = site.apply()
    site.officer("limin").do(受理结论="不予受理", 不予受理理由="经营的是食用农产品，不需要取得许可。")
    assert applicant.outcome() == "不予受理"
    expect(applicant.page.locator(".tl")).to_contain_text("不需要取得许可")
    picture(applicant.page, "end-not-accepted")
    desk = site.officer("limin").page
    desk.goto(f"/inbox/cases/{applicant.number}")
    stages = desk.locator(".strip > li").evaluate_all("all => all.map(e => e.getBoundingClientRect().left)")
    assert len(stages) == 5 and stages == sorted(set(stages))  # also those that were passed over stand in a row


def test_corrected_and_accepted(site: Site) -> None:
    applicant = site.apply()
    site.officer("limin").do(
        **{
            "受理结论": "一次告知补正",
            "补正内容.0.材料": "布局流程图",
            "补正内容.0.问题": "缺洗消间的位置",
            "补正说明": "其余材料无误。",
        }
    )
    picture(applicant.follow(), "tracking-correction")
    applicant.page.get_by_role("link", name="现在去办").click()
    expect(applicant.page.locator("main")).to_contain_text("缺洗消间的位置")
    picture(applicant.page, "task-correction")
    new_plan = {"name": "布局图二.pdf", "mimeType": "application/pdf", "buffer": PDF}
    applicant.correct(补正情况="补了洗消间的位置", 布局流程图=new_plan)
    site.officer("limin").do("补正符合要求。", 补正结论="受理")
    expect(applicant.follow().locator(".st")).to_contain_text("材料审查")
    expect(applicant.page.locator(".tl")).to_contain_text("布局图二.pdf")


def test_lapsed(site: Site) -> None:
    applicant = site.apply()
    site.officer("limin").do(
        **{
            "受理结论": "一次告知补正",
            "补正内容.0.材料": "布局流程图",
            "补正内容.0.问题": "缺洗消间的位置",
            "补正说明": "其余材料无误。",
        }
    )
    site.move(days=30)
    assert "视为撤回" in applicant.outcome()
    picture(applicant.page, "end-lapsed")


def test_accepted_by_silence(site: Site) -> None:
    applicant = site.apply()
    site.move(days=8)
    page = applicant.follow()
    expect(page.locator(".tl")).to_contain_text("五个工作日未告知")
    expect(page.locator(".st")).to_contain_text("材料审查")
    expect(page.locator("div.sub")).to_contain_text("受理")
    picture(page, "accepted-by-silence")
    site.move(days=6)
    late = site.officer("zhouxiaomei")
    expect(late.page.locator(".inb .lt.r")).to_have_count(1)
    picture(late.page, "inbox-late")
    picture(late.open(), "task-late")


def test_withdrawn(site: Site) -> None:
    applicant = site.apply()
    accept(site)
    picture(applicant.follow(), "tracking-accepted")
    applicant.withdraw("店面转让，不再经营。")
    picture(applicant.page, "end-withdrawn")
    assert site.officer("zhouxiaomei").page.locator("tr[data-row]").count() == 0
