"""Text as people type and see it: spelled alike, compared, and cut between signs."""
