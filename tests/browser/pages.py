"""Every page there is, with a case half-way, for tests that look at all of them."""

from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.people import Site


@dataclass(frozen=True)
class Visit:
    name: str
    who: str
    path: str
    status: int = 200


def half_way(site: Site) -> list[Visit]:
    """One case under review, one that waits for a correction, one that has just come in."""
    corrected = site.apply()
    window = site.officer("limin")
    window.do(
        **{
            "受理结论": "一次告知补正",
            "补正内容.0.材料": "布局流程图",
            "补正内容.0.问题": "缺洗消间的位置",
            "补正说明": "其余无误。",
        }
    )
    correction = corrected.follow().get_by_role("link", name="现在去办").get_attribute("href") or ""
    reviewed = site.apply(**{"申请人.name": "清晨豆浆坊"})
    page = window.open("清晨豆浆坊")
    page.check('[name="受理结论"][value="受理"]')
    page.get_by_role("button", name="签署：收件审查").click()
    expect(page.locator(".note.ok")).to_contain_text("已签署")
    withdrawal = reviewed.follow().get_by_role("link", name="撤回申请").get_attribute("href") or ""
    reviewer = site.officer("zhouxiaomei")
    task = reviewer.open("清晨豆浆坊").url.removeprefix(site.address)
    site.apply(**{"申请人.name": "蜀香园火锅"})
    for username in ("admin", "beiwen", "wenjing"):
        site.officer(username)
    public = [
        Visit("home", "guest", "/"),
        Visit("powers", "guest", "/powers"),
        Visit("nothing-found", "guest", "/powers?q=qqqq"),
        Visit("guide", "guest", "/powers/01-food-business"),
        Visit("guide-posts", "guest", "/powers/01-food-business?view=posts"),
        Visit("guide-versions", "guest", "/powers/01-food-business/versions"),
        Visit("power-by-mail", "guest", "/powers/01-food-business/mail"),
        Visit("mail-stop", "guest", "/mail/stop/some-key"),
        Visit("apply", "guest", "/powers/01-food-business/apply"),
        Visit("look-up", "guest", "/track"),
        Visit("running", "guest", "/running"),
        Visit("results", "guest", "/results"),
        Visit("figures", "guest", "/figures"),
        Visit("ask", "guest", "/ask?power=01-food-business"),
        Visit("answers", "guest", "/answers"),
        Visit("calls", "guest", "/opinions"),
        Visit("kiosk", "kiosk", "/kiosk?letters=spjy"),
        Visit("kiosk-still", "kiosk", "/kiosk/still"),
        Visit("open-data", "guest", "/open-data"),
        Visit("verify", "guest", "/verify"),
        Visit("lobby", "guest", "/lobby"),
        Visit("parts", "guest", "/parts"),
        Visit("sign-in", "guest", "/sign-in"),
        Visit("missing", "guest", "/nowhere", 404),
        Visit("receipt", "applicant", "/receipt"),
        Visit("tracking", "applicant", f"/cases/{reviewed.number}"),
        Visit("tracking-correction", "applicant", f"/cases/{corrected.number}"),
        Visit("correction", "applicant", correction),
        Visit("withdrawal", "applicant", withdrawal),
        Visit("supplement", "applicant", f"/cases/{reviewed.number}/supplement"),
    ]
    staff = [
        Visit("inbox", "limin", "/inbox"),
        Visit("inbox-empty", "limin", "/inbox?light=red"),
        Visit("search", "limin", "/inbox/search?q=x", 404),
        Visit("done", "limin", "/inbox/done"),
        Visit("task", "zhouxiaomei", task),
        *(Visit(f"task-{tab}", "zhouxiaomei", f"{task}?tab={tab}") for tab in ("facts", "entries", "flow", "days")),
        Visit("case", "limin", f"/inbox/cases/{reviewed.number}"),
        Visit("away", "limin", "/inbox/away"),
        Visit("ratings", "limin", "/inbox/ratings"),
        Visit("suspend", "zhouxiaomei", f"/inbox/cases/{reviewed.number}/operations/suspend"),
        Visit("transfer", "zhouxiaomei", f"/inbox/cases/{reviewed.number}/operations/transfer"),
        Visit("admin", "admin", "/admin"),
        Visit("unsent-mail-none", "admin", "/admin/mail"),
        Visit("power-store", "admin", "/admin/catalogue"),
        Visit("power-store-item", "admin", "/admin/catalogue/items/01-food-business"),
        Visit("power-store-give-up", "admin", "/admin/catalogue/items/01-food-business.dongchuan-scjg/give-up"),
        Visit("power-store-changes", "admin", "/admin/catalogue/changes"),
        Visit("legal", "beiwen", "/legal"),
        Visit("legal-frozen", "beiwen", "/legal?group=frozen"),
        Visit("legal-powers", "beiwen", "/legal/powers"),
        Visit("versions", "beiwen", "/legal/powers/01-food-business"),
        Visit("submissions", "wenjing", "/legal/submissions"),
    ]
    return public + staff
