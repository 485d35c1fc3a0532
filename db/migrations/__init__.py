"""The schema's history, and bringing a database up to it."""
