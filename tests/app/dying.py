"""A process that kills itself (kill -9) in the middle of what it does."""

import os
import signal
import sys
from collections.abc import Callable

from sqlalchemy import event

from app.database import db


def die_at_write(number: int, work: Callable[[], object]) -> None:
    """Do the work and kill the process before or after a write, or at a commit: at the one of that number.

    Exits when it came to its end before.
    """
    count = 0

    def die(*_: object) -> None:
        nonlocal count
        count += 1
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def at_statement(connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.split()[0] in ("INSERT", "UPDATE", "DELETE", "WITH"):
            die()

    event.listen(db.engine, "before_cursor_execute", at_statement)
    event.listen(db.engine, "after_cursor_execute", at_statement)
    event.listen(db.engine, "commit", die)
    try:
        work()
    finally:
        os._exit(0 if sys.exc_info()[0] is None else 1)
