"""사업자등록번호: the ten digits that the National Tax Service gives a business, with their check digit.

The last digit checks the first nine: each is multiplied by its weight, the tens of the ninth product are added once
more, and the sum brought to a multiple of ten by the check digit (국세청, 사업자등록번호 검증).
"""

import re

WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
FORM = re.compile(r"[0-9]{3}-?[0-9]{2}-?[0-9]{5}", re.ASCII)


def check_digit(first_nine: str) -> int:
    """The digit that belongs after the first nine."""
    digits = [int(digit) for digit in first_nine]
    total = sum(digit * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    total += digits[8] * WEIGHTS[8] // 10
    return -total % 10


def parse_business_number(text: str) -> str | None:
    """The ten digits of a number written with or without hyphens; None if it is none."""
    compact = "".join(text.split())
    if not FORM.fullmatch(compact):
        return None
    digits = compact.replace("-", "")
    return digits if int(digits[9]) == check_digit(digits[:9]) and digits.strip("0") else None


def format_business_number(digits: str) -> str:
    """The usual written form: 123-45-67890."""
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"
