"""What a flow model means and how a case of it runs."""
