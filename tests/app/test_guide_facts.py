"""What stands at the head of a guide and in its time limits: true of what is applied for and of what is not."""

from tests.app.world import POWER, publish_shipped

ASKED = "需要您提交的材料"


def guide(served, code, language="zh"):
    return served.test_client().get(f"/powers/{code}?lang={language}").text


def test_nothing_is_asked_of_a_party_where_the_authority_acts_by_itself(served):
    with served.app_context():
        publish_shipped("02-illegal-building")
    page = guide(served, "02-illegal-building")
    assert ASKED not in page and "法定时限" in page
    assert ASKED in guide(served, POWER)
    assert "调查笔录和证据" in page and "必交" not in page and ">要求<" not in page
    assert "必交" in guide(served, POWER)


def test_a_power_without_a_limit_of_its_own_says_where_limits_are(served):
    with served.app_context():
        publish_shipped("06-double-random")
    assert "每一步的时限在流程图上" in guide(served, "06-double-random")
    assert "每一步的时限在流程图上" not in guide(served, POWER)


def test_in_english_one_document_is_one_and_an_article_follows_a_comma(served):
    with served.app_context():
        publish_shipped("10-enquiry")
        publish_shipped("02-illegal-building")
    assert "<small>document</small>" in guide(served, "10-enquiry", "en")
    assert "Urban and Rural Planning Law, Articles 64 and 68" in guide(served, "02-illegal-building", "en")
    assert "中华人民共和国城乡规划法 第六十四条" in guide(served, "02-illegal-building")


def test_the_guide_says_what_is_not_counted_and_by_how_much_it_may_be_extended(served):
    """Of this power: a penalty has no corrections and no tests, but a hearing; on the page and on paper."""
    with served.app_context():
        publish_shipped("02-unlicensed-food")
    page = guide(served, "02-unlicensed-food")
    said = "通知听证、举行听证（市场监督管理行政处罚程序规定第六十四条）"
    assert said in page and "经批准可以延长 30 日" in page and "补正、" not in page
    english = guide(served, "02-unlicensed-food", "en")
    assert "The time of these steps does not count: Call the hearing, Hold the hearing (" in english
