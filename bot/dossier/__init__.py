"""The dossier: the record of a story, a body or a newsroom as files, for a lawyer, an editor or a court."""
