"""When to remind, and what a reminder, a digest or an alert holds when it is sent."""
