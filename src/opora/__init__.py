"""Opora: the platform behind the local regulations of a Russian training centre."""
