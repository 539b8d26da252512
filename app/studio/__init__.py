"""The studio: where an analyst draws a power's flow, its forms and tables. Pages only; rules live in flows."""
