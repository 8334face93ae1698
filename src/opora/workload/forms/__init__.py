"""Shapes of input; whether it may be done is said by the rules."""
