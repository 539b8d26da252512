"""The power store: what may be exercised at all, by whom, on which basis, within which limits."""
