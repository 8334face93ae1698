"""What a local act says, read from its own text: clauses, proposals, defects. No database, no network."""
