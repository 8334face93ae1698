"""The organisation's own act in words, from its provisions."""
