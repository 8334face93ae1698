"""Pages of ways outside: how a person is told, letters to sort, what the administrator sees."""
