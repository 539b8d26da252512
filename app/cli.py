"""Commands of the server's keeper: `flask prepare`, `flask log verify`, `flask officer add`."""

import socket

import click
from flask import Flask, current_app
from flask_migrate import upgrade

from app.cases.verification import verify_all
from app.flows.commands import publish_folders
from app.people.city import load_city


def register(app: Flask) -> None:
    app.cli.add_command(prepare)
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
    for folder, reason in publish_folders(current_app.config["BPMN_FOLDER"], current_app.config["FORMS_FOLDER"]):
        click.echo(
            f"{'in service     ' if reason is None else 'OUT OF SERVICE '} {folder}{f': {reason}' if reason else ''}"
        )


def _is_taken(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return tried.connect_ex(("127.0.0.1", port)) == 0


@click.group("log")
def log_group() -> None:
    """The hash-chained log."""


@log_group.command("verify")
def verify() -> None:
    """Check every case's chain and that the entries are those the chain names. Exit code 1 if anything was altered."""
    checked, broken = verify_all()
    for number, why in broken:
        click.echo(f"BROKEN {number}: {why}")
    click.echo(f"{checked} cases checked, {len(broken)} broken")
    if broken:
        raise SystemExit(1)
