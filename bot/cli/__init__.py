"""The command line: serving, newsrooms, backup, export, verify."""
