"""Commands of the server's keeper: `flask prepare`, `flask load-people`, `flask log verify` …"""

import socket
from pathlib import Path

import click
from flask import Flask, current_app
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from app.cases.recalculating import follow_calendar
from app.cases.releasing import release_lost
from app.cases.verification import verify_all
from app.clock import official_days
from app.database import in_transaction
from app.flows.commands import publish_folders
from app.flows.freezing import verify_versions
from app.log.heads import ask_for_sealing, list_heads, public_key, verify_heads
from app.mail.subscribing import renew_look
from app.people.arranging import Arranged, arrange, new_password
from app.people.city import load_city
from app.people.city_file import CityRefused, read_city
from app.people.commands import add_officer, reset_password
from app.refusal import Refusal
from engine import Text


def register(app: Flask) -> None:
    app.cli.add_command(prepare)
    app.cli.add_command(add_officer_command)
    app.cli.add_command(load_people)
    app.cli.add_command(reset_password_command)
    app.cli.add_command(log_group)


@click.command("prepare")
@click.option("--port", type=int, help="say so at once if something else is listening there")
def prepare(port: int | None) -> None:
    """Bring the database up to date, load the sample city in a demonstration, publish the powers' folders."""
    if port is not None and _is_taken(port):
        raise click.ClickException(f"Port {port} is in use. Choose another one: make run PORT=8001")
    upgrade()
    if current_app.config["DEMO"] and load_city():
        click.echo("Sample city loaded.")
    ask_for_sealing()
    renew_look()
    if cases := follow_calendar():
        click.echo(f"{cases} running cases are reckoned anew: official days through {official_days().through}.")
    for folder, reason in publish_folders(current_app.config["BPMN_FOLDER"], current_app.config["FORMS_FOLDER"]):
        click.echo(
            f"{'in service     ' if reason is None else 'OUT OF SERVICE '} {folder}{f': {reason}' if reason else ''}"
        )


def _is_taken(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return tried.connect_ex(("127.0.0.1", port)) == 0


@click.command("add-officer")
@click.argument("username")
@click.argument("name")
@click.argument("organisation")
@click.argument("posts", nargs=-1)
@click.option("--english", default="", help="the name in Latin letters")
@click.option("--admin", is_flag=True, help="administers the platform")
@click.password_option()
def add_officer_command(
    username: str, name: str, organisation: str, posts: tuple[str, ...], english: str, admin: bool, password: str
) -> None:
    """Add an officer of an ORGANISATION (its code) who holds POSTS."""
    try:
        add_officer(username, name, english or username, organisation, posts, password, admin)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{username} can sign in.")


class OnlyTried(Exception):
    """What would have been done; raised, so that nothing is."""


@click.command("load-people")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="say what would be done, and do nothing")
def load_people(file: Path, dry_run: bool) -> None:
    """Bring organisations, posts and officers to what FILE says; who is new gets a first password, shown once."""

    def load(session: Session) -> tuple[Arranged, int]:
        done = arrange(session, read_city(file))
        released = release_lost(session, done.lost)
        if dry_run:
            raise OnlyTried((done, released))
        return done, released

    try:
        done, released = in_transaction(load)
    except OnlyTried as tried:
        done, released = tried.args[0]
    except CityRefused as refused:
        raise click.ClickException(f"{Text('没有载入任何内容。', 'Nothing was loaded.')}\n{refused}") from refused
    for username, password in done.passwords.items() if not dry_run else ():
        click.echo(f"{username} {password}")
    click.echo(
        f"{done.organisations} organisations, {done.officers} officers ({len(done.passwords)} new), {done.left} left, "
        f"{released} tasks given back to their posts{'; nothing of it was done' if dry_run else ''}."
    )


@click.command("reset-password")
@click.argument("username")
def reset_password_command(username: str) -> None:
    """Give an officer who has lost it a new password, shown once; all their sessions end."""
    password = new_password()
    try:
        reset_password(username, password)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(password)


@click.group("log")
def log_group() -> None:
    """The hash-chained log."""


@log_group.command("verify")
def verify() -> None:
    """Check every case's chain, its entries, every sealed day, every frozen version. Exit code 1 if any was altered."""
    days, altered = verify_heads()
    for day, why in altered:
        click.echo(f"BROKEN {day}: {why}")
    click.echo(f"{days} sealed days checked, {len(altered)} broken")
    versions, thawed = verify_versions()
    for which in thawed:
        click.echo(f"BROKEN version {which}: it is not what was signed")
    click.echo(f"{versions} frozen versions checked, {len(thawed)} broken")
    checked, broken = verify_all()
    for number, why in broken:
        click.echo(f"BROKEN {number}: {why}")
    click.echo(f"{checked} cases checked, {len(broken)} broken")
    if broken or altered or thawed:
        raise SystemExit(1)


@log_group.command("heads")
def heads() -> None:
    """The sealed days to publish: day, cases, root, signature; and the key to check them by."""
    for head in list_heads():
        click.echo(f"{head.day} {head.cases} {head.root.hex()} {head.signature.hex()}")
    click.echo(public_key())
