"""The chain of events: each carries the hash of the one before, and checking that it is whole."""
