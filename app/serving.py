"""How a process that serves the application uses its memory."""

import gc

YOUNG, MIDDLE, OLD = 10_000, 20, 20


def settle() -> None:
    """What has been loaded stays as long as the process does: it is not looked through for garbage any more.

    A request makes some thousands of objects and drops nearly all of them by itself; it is not interrupted to look for
    the rest after every 700.
    """
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
