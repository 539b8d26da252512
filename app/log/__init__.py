"""The record of everything: append-only, every line chained to the one before, one chain a case."""
