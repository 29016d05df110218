"""One file a revision; `schema.MIGRATIONS` names them in order."""
