"""Letters to a body: drafting one, its wording, and the record that it was sent."""
