"""Numbers of an organisation with their check digits. Pure."""

import re

_INN_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def inn_is_valid(digits: str) -> bool:
    """Ten digits of a legal person or twelve of an entrepreneur whose check digits agree."""
    if re.fullmatch("[0-9]{10}|[0-9]{12}", digits) is None or int(digits) == 0:
        return False
    checks = range(9, 10) if len(digits) == 10 else range(10, 12)
    return all(_inn_check(digits, place) == int(digits[place]) for place in checks)


def _inn_check(digits: str, place: int) -> int:
    weights = _INN_WEIGHTS[len(_INN_WEIGHTS) - place :]
    return sum(int(digit) * weight for digit, weight in zip(digits[:place], weights, strict=True)) % 11 % 10


def ogrn_is_valid(digits: str) -> bool:
    """ОГРН (13 digits) or ОГРНИП (15): the last digit is the rest of the others by 11 or 13."""
    if re.fullmatch("[0-9]{13}|[0-9]{15}", digits) is None or int(digits) == 0:
        return False
    return int(digits[:-1]) % (len(digits) - 2) % 10 == int(digits[-1])
