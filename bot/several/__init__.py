"""Several requests of a story or body at once: chased, moved, withdrawn, or written to, with ticks and one confirmation."""
