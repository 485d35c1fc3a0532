"""Members, invitations, the newsroom."""
