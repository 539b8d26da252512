"""The online hall: what the public sees."""
