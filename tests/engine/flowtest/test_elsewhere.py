"""The test kit in a project of its own: installed by pip from this repository, with nothing of it beside.

What is tested: the wheel that is built holds all that the engine needs (packages, data, the pytest plugin). Its
dependencies are not fetched again but lent from this environment; that they are named is compared with what is
imported.
"""

import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.engine.flowtest.test_command import FLOW, FORM, GRADED, SCENARIO, TABLE, TEST, UI

ROOT = Path(__file__).parents[3]
LATE = "begin: {answers: {金额: 1}}\nsteps: [{wait: 4d}, {expect: {ended: 逾期, rows: {grade: [1]}}}]\n"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment in which this repository is installed."""
    folder = tmp_path_factory.mktemp("elsewhere")
    source = folder / "source"  # a copy: building leaves things behind
    shutil.copytree(ROOT / "engine", source / "engine", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    python = folder / "venv" / "bin" / "python"
    uv = str(Path(sys.executable).with_name("uv"))
    installing = [uv, "pip", "install", "-q", "--no-deps", "--python", str(python), str(source)]
    done = subprocess.run(installing, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (site,) = (folder / "venv").glob("lib/python*/site-packages")
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def run(python: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(python), *words], cwd=folder, capture_output=True, text=True, check=False,
        env={"PATH": "", "LANG": "C.UTF-8"},
    )  # fmt: skip


def project(folder: Path) -> Path:
    files = {
        "powers/grading/flow.bpmn": GRADED, "powers/grading/grade.dmn": TABLE, "powers/grading/apply.schema.json": FORM,
        "powers/grading/apply.ui.json": UI, "powers/grading/large.test.yaml": SCENARIO,
        "powers/grading/late.test.yaml": LATE, "powers/approval/flow.bpmn": FLOW, "powers/approval/test_flow.py": TEST,
    }  # fmt: skip
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.mark.slow
def test_an_empty_project_tests_its_flows_with_what_pip_installed(python: Path, tmp_path: Path) -> None:
    where = run(python, tmp_path, "-c", "import engine; print(engine.__file__)").stdout
    assert "venv" in where and str(ROOT) not in where
    folder = project(tmp_path / "project")
    done = run(python, folder, "-m", "engine", "test", "powers", "--html", "coverage.html", "--mutate")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 passed" in done.stdout and "warning" not in done.stdout
    assert "100.0 %  p  分级" in done.stdout and "77.8 %  p  审批" in done.stdout and "table rows 2/2" in done.stdout
    assert "changes noticed" in done.stdout
    assert "<svg" in (folder / "coverage.html").read_text()


@pytest.mark.slow
def test_pytest_finds_scenario_files_by_itself_there(python: Path, tmp_path: Path) -> None:
    folder = project(tmp_path)
    done = run(python, folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", "powers/grading")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout and "100.0 %  p  分级" in done.stdout
    (folder / "powers/grading/late.test.yaml").write_text(LATE.replace("逾期", "办结"))
    failed = run(python, folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", "powers/grading")
    assert failed.returncode == 1 and "结果应为 办结，实为 逾期" in failed.stdout


def test_everything_that_the_engine_imports_is_named_as_a_dependency() -> None:
    said = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    named = {re.split(r"[~<>=\[]", one)[0].lower() for one in said}
    found = set()
    for path in (ROOT / "engine").rglob("*.py"):
        found |= set(re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(), re.M))
    distributions = packages_distributions()
    outside = found - set(sys.stdlib_module_names) - {"engine", "pytest"}
    of = {name.lower() for module in outside for name in distributions.get(module, ())}
    assert {"spiffworkflow", "lxml", "pyyaml"} <= of <= named
