"""Running cases of a model."""
