"""Members, invitations, the newsroom and its group."""
