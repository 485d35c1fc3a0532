"""The directory of bodies: looking, adding, and which body somebody meant."""
