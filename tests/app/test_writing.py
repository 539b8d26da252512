"""The one statement by which PostgreSQL is told of a step."""

from itertools import combinations

import pytest
from psycopg._queries import MAX_CACHED_STATEMENT_LENGTH, MAX_CACHED_STATEMENT_PARAMS
from sqlalchemy.dialects.postgresql.psycopg import dialect

from app.cases.writing import _WRITES, _statement

PARTS = [parts for n in range(len(_WRITES) + 1) for parts in combinations(_WRITES, n)]


@pytest.mark.parametrize("timer", [None, "set", "none"])
def test_the_driver_keeps_its_translation_whatever_is_written(timer):
    for parts in PARTS:
        prepared = _statement(parts, timer)
        values = prepared._statement.compile(dialect=dialect()).params
        words, turn = prepared._words(dialect(), values)
        assert len(words) <= MAX_CACHED_STATEMENT_LENGTH, parts
        assert turn(values).keys() == values.keys() and len(values) <= MAX_CACHED_STATEMENT_PARAMS, parts
