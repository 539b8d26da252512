"""What is to be done later: rows with a due time, claimed by a worker, done once."""
