"""The commands of ``python -m engine``.

One file each, with ``HELP``, ``arguments(parser)`` and ``run(options) -> int``.
"""
