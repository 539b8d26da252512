"""A real city: its name, organisations, posts and officers from a file, loaded once and again as people come and go."""

import pytest
import yaml
from flask import g

from app import create_app
from app.cases.commands import ClaimTask, claim_task
from app.cases.verification import verify_all
from app.database import db
from app.people.city_file import SAMPLE, CityRefused, read_city
from app.people.queries import list_officers
from app.people.tables import Organisation
from tests.app.test_http_tasks import browser
from tests.app.world import accept, apply, do, officer, open_tasks

FILE = {
    "organisations": {
        "yunzhou-new": ["云州市数据局", "Data Bureau of Yunzhou", "数据局", "city", "yunzhou"],
        "yunzhou-scjg": ["云州市市场监管局", "Market Bureau", "市场监督管理局", "city", "yunzhou"],
    },
    "posts": {"数据岗": "Data desk"},
    "officers": [
        ["xinlai", "辛来", "Xin Lai", "yunzhou-new", ["数据岗"]],
        ["limin", "李敏", "Li Min", "yunzhou-scjg", ["窗口"]],
    ],
}


@pytest.fixture
def load(app, tmp_path):
    """``flask load-people`` with such a file; what it says and how it ended."""

    def run(*options: str, **parts: object) -> tuple[int, str]:
        file = tmp_path / "people.yaml"
        file.write_text(yaml.safe_dump({**FILE, **parts}, allow_unicode=True))
        read_city.cache_clear()
        result = app.test_cli_runner().invoke(args=["load-people", str(file), *options])
        db.session.expire_all()
        return result.exit_code, result.output

    return run


def name_of(code: str) -> str | None:
    return db.session.scalar(db.select(Organisation.name).where(Organisation.code == code))


def test_who_is_new_signs_in_with_the_password_that_is_shown_once(app, load):
    code, said = load()
    assert code == 0 and "2 organisations, 2 officers (1 new), 0 left, 0 tasks" in said
    password = next(line.split()[1] for line in said.splitlines() if line.startswith("xinlai "))
    assert len(password) == 19 and "limin " not in said
    signed_in = app.test_client().post("/sign-in", data={"username": "xinlai", "password": password})
    assert signed_in.status_code == 303 and officer("xinlai").password_given and not officer("limin").password_given
    assert name_of("yunzhou-scjg") == "云州市市场监管局" and officer("limin").organisation.zh == "云州市市场监管局"
    assert [post.name.en for post in officer("xinlai").posts] == ["Data desk"]
    again, said = load()
    assert again == 0 and "(0 new)" in said and "xinlai " not in said
    assert officer("hechun").organisation.zh == "云州市市场监管局", "whom the file does not name stays"


def test_a_dry_run_does_nothing(load):
    code, said = load("--dry-run")
    assert code == 0 and "(1 new)" in said and "nothing of it was done" in said and "xinlai " not in said
    assert name_of("yunzhou-new") is None
    with pytest.raises(StopIteration):
        officer("xinlai")


def test_what_somebody_had_taken_is_the_posts_again_when_they_leave_it(load):
    first, second = apply().case_id, apply().case_id
    for case_id in (first, second):
        claim_task(ClaimTask(open_tasks(case_id)[0].id, officer("limin")))
    code, said = load(officers=[["limin", "李敏", "Li Min", "yunzhou-scjg", ["审查岗"]]])
    assert code == 0 and "2 tasks given back" in said
    assert [open_tasks(case)[0].officer_id for case in (first, second)] == [None, None]
    assert verify_all() == (2, [])
    do(first, "intake", "hechun", {"结论": "受理"}, "材料齐全")


def test_who_has_left_cannot_sign_in_and_is_signed_out(served, app, load):
    case_id = apply().case_id
    claim_task(ClaimTask(open_tasks(case_id)[0].id, officer("limin")))
    desk = browser(served, "limin")
    assert desk.get("/inbox").status_code == 200
    code, said = load(officers=[], left=["limin"])
    assert code == 0 and "1 left, 1 tasks given back" in said
    g.pop("officer")
    assert desk.get("/inbox").status_code == 303
    assert "limin" not in {o.username for o in list_officers()}
    assert "0 left" in load(officers=[], left=["limin"])[1]
    code, said = load()
    assert officer("limin").posts, "who comes back holds what the file says"
    accept(case_id)


@pytest.mark.parametrize(
    ("parts", "wrong"),
    [
        (
            {"officers": [["xin lai", "辛", "Xin", "yunzhou", []]]},
            "officers: 1: 1: 用户名用字母和数字 (a user",
        ),
        ({"officers": [["xin", "", "Xin", "yunzhou", []]]}, "officers: 1: 2: 不能空着 (is empty)"),
        ({"officers": [["xin", "辛", "Xin", "yunzhou"]]}, "officers: 1: 应有 5 项 (Length must be 5.)"),
        (
            {"officers": [["xin", "辛", "Xin", "nowhere", []]]},
            "officers: xin: 没有机构 nowhere (there is no",
        ),
        (
            {"officers": [["xin", "辛", "Xin", "yunzhou", ["皇帝"]]]},
            "officers: xin: 皇帝 在 posts 里没有英文 (has",
        ),
        ({"officers": [["xin", "辛", "Xin", "yunzhou", []]] * 2}, "officers: xin: 写了不止一次 (stands there"),
        ({"administrators": ["nobody"]}, "administrators: nobody 不在 officers 里 (is not among"),
        ({"left": ["limin"]}, "left: limin 也在 officers 里 (is among"),
        ({"left": ["nobody"]}, "left: 没有 nobody (there is no nobody)"),
        (
            {"organisations": {"a": ["甲", "A", "局", "city", "b"]}, "officers": []},
            "a: 没有机构 b (there is no",
        ),
        (
            {
                "organisations": {"a": ["甲", "A", "局", "city", "b"], "b": ["乙", "B", "局", "city", "a"]},
                "officers": [],
            },
            "organisations: a: 上级绕回了自己 (it stands above itself)",
        ),
        (
            {"organisations": {"a": ["甲", "A", "局", "province", None]}},
            "a: 4: 应是 city、county、township 之一 (Must",
        ),
        ({"people": []}, "people: 没有这一项 (Unknown field.)"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_whole_and_says_where(load, parts, wrong):
    code, said = load(**parts)
    assert code == 1 and "没有载入任何内容。 (Nothing was loaded.)" in said and wrong in said
    assert name_of("yunzhou-new") is None and name_of("yunzhou-scjg") == "云州市市场监督管理局"


def test_the_pages_bear_the_citys_name_and_a_file_that_is_wrong_is_told_at_the_start(served, tmp_path):
    home = served.test_client()
    assert "云州市阳光权力平台" in home.get("/").text and "主办：云州市人民政府办公室" in home.get("/").text
    file = tmp_path / "city.yaml"
    file.write_text("city: [河口市, Hekou]\nhost: [河口市数据局, Data Bureau of Hekou]\nphone: '12388'\n")
    served.config["CITY"] = str(file)
    said = home.get("/").text
    assert (
        "河口市阳光权力平台" in said
        and "河口市数据局" in said
        and "12388" in said
        and "云州" not in said.split("<main")[0]
    )
    assert "Daylight, Hekou" in home.get("/?lang=en").text
    served.config.update(CITY=None, DEMO=False)
    said = served.test_client().get("/").text
    assert "- 阳光权力平台</title>" in said and "主办" not in said
    file.write_text("city: 河口市\n")
    read_city.cache_clear()
    with pytest.raises(CityRefused, match="city: "):
        create_app({"VAR": tmp_path, "CITY": str(file), "SQLALCHEMY_DATABASE_URI": "sqlite://"})


def test_the_sample_city_is_such_a_file():
    assert len(read_city(SAMPLE).officers) > 40 and read_city(SAMPLE).city.zh == "云州市"
