"""The commands of ``python -m engine``: one file each, with ``HELP``, ``arguments(parser)`` and ``run(options) -> int``."""
