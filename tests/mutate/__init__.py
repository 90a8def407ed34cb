"""The check of the checks: forge a publication in every way, and count what the rules catch."""
