"""The legal office: what is submitted, what changed, the proof, the decision; versions and their history."""
