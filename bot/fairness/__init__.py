"""The fair-chance check: whether a body that has not answered was given a fair chance to."""
