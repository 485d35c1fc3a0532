"""A sentence in which somebody tells what happened: read, proposed, and logged with one press."""
