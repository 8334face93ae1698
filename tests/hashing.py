"""Argon2 as in the product, in a thousandth of its time."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class CheapArgon2(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 8  # KiB, the least there may be
    parallelism = 1
