"""`jobs` watches the clock: working days, deadlines, when to remind, and the sweep that sends what is owed."""
