"""Syntax tree -> closures. Each closure takes the frame of one evaluation and gives a value."""
