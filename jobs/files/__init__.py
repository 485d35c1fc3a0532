"""Our own copies of the files that belong to events."""
