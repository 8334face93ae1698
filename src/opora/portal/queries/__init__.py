"""What stands around and on the first page of a cabinet."""
