"""`jobs` watches the clock: working days, deadlines, when to remind, and what sends the outbox."""
