"""사업자등록번호 and its check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naruteo_portal.identity.business_number import check_digit, format_business_number, parse_business_number


# Numbers that companies print on their own pages: Samsung Electronics, Naver, Kakao, Hyundai Motor.
@pytest.mark.parametrize("number", ["124-81-00998", "220-81-62517", "120-81-47521", "101-81-09147"])
def test_real_numbers_are_right(number: str) -> None:
    digits = parse_business_number(number)
    assert digits is not None
    assert format_business_number(digits) == number
    assert parse_business_number(digits) == digits


@pytest.mark.parametrize(
    "text", ["", "124-81-00997", "1248100998 1", "124-8100998-", "١٢٤-٨١-٠٠٩٩٨", "000-00-00000", "12481-00998-0", "abc"]
)
def test_anything_else_is_none(text: str) -> None:
    assert parse_business_number(text) is None


@given(st.from_regex(r"[1-9][0-9]{8}", fullmatch=True))
def test_one_wrong_digit_is_noticed(first: str) -> None:
    right = first + str(check_digit(first))
    assert parse_business_number(right) == right
    for digit in "0123456789":
        if digit != right[9]:
            assert parse_business_number(right[:9] + digit) is None
