"""The worker's part in bringing entries in: looking a file through, writing it bit by bit."""

from datetime import timedelta

from app.catalogue.importing import confirm_import, look_through, write_for
from app.clock import now
from app.database import in_transaction
from app.jobs.commands import set_job
from app.jobs.worker import handles

AT_A_TIME = 20.0  # seconds; well within a job's lease


def ask_to_look(import_id: int) -> None:
    in_transaction(lambda session: set_job(session, "import-look", import_id, now()))


def ask_to_write(import_id: int) -> None:
    """Raises NoSuchCatalogueImport, NotReadyToWrite."""
    confirm_import(import_id)
    in_transaction(lambda session: set_job(session, "import-write", import_id, now()))


@handles("import-look")
def look(import_id: int) -> None:
    look_through(import_id)
    in_transaction(lambda session: set_job(session, "import-look", import_id, None))


@handles("import-write")
def write(import_id: int) -> None:
    more = write_for(import_id, AT_A_TIME)
    due = now() + timedelta(milliseconds=1) if more else None
    in_transaction(lambda session: set_job(session, "import-write", import_id, due))
