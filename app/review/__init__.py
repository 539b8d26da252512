"""Review by the legal office: a version is submitted with its proof, commented on, returned or frozen, takes effect."""
