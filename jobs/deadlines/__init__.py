"""Times as people type them, and the working days of a newsroom."""
