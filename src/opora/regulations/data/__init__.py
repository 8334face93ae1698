"""What ships as data beside the code: the register of external acts (``norms.toml``)."""
