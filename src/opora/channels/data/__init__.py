"""What ships as data beside the code: the ways of S0-4.3 and S0-6.3 with their states (``ways.toml``)."""
