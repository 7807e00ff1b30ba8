"""What is wrong with a field, in Korean and in English, from what the validation library found."""

from pydantic_core import ErrorDetails

from naruteo_portal.core.safe_yaml import Text

WORDS = {
    "missing": ("이 항목이 없습니다. 한 줄을 더해 주세요.", "This field is missing. Add a line for it."),
    "extra_forbidden": (
        "이런 항목은 없습니다. 철자를 살펴 주세요.", "There is no such field. Check how it is spelt.",
    ),
    "string_type": ("글을 적어 주세요.", "Write a text here."),
    "string_too_short": ("비어 있습니다.", "It is empty."),
    "string_too_long": ("너무 깁니다.", "It is too long."),
    "string_pattern_mismatch": ("이름은 영어 소문자, 숫자, 밑줄로 적어 주세요.", "Names are of a-z, 0-9 and _."),
    "dict_type": ("'이름: 값' 줄이 와야 합니다.", "Lines of 'key: value' have to stand here."),
    "model_type": ("'이름: 값' 줄이 와야 합니다.", "Lines of 'key: value' have to stand here."),
    "model_attributes_type": ("'이름: 값' 줄이 와야 합니다.", "Lines of 'key: value' have to stand here."),
    "list_type": ("목록이 와야 합니다.", "A list has to stand here."),
    "too_short": ("하나 이상 있어야 합니다.", "There has to be at least one."),
    "date_from_datetime_parsing": ("없는 날짜입니다. 2026-07-01처럼 적어 주세요.", "Not a date; write 2026-07-01."),
    "date_parsing": ("없는 날짜입니다. 2026-07-01처럼 적어 주세요.", "Not a date; write 2026-07-01."),
    "date_from_datetime_inexact": ("날짜만 적어 주세요.", "Write a date without a time."),
    "int_parsing": ("정수를 적어 주세요.", "Write a whole number."),
    "enum": ("정해진 값 가운데 하나여야 합니다: {expected}.", "It has to be one of {expected}."),
    "literal_error": ("정해진 값 가운데 하나여야 합니다: {expected}.", "It has to be one of {expected}."),
    "greater_than_equal": ("{ge} 이상이어야 합니다.", "It has to be at least {ge}."),
    "less_than_equal": ("{le} 이하여야 합니다.", "It has to be at most {le}."),
}  # fmt: skip
OWN = {
    "digits": (
        "수는 숫자와 소수점으로만 적어 주세요(예: 0.95). 지수나 쉼표는 쓸 수 없습니다.",
        "Write a number in digits with a point (0.95); no exponent and no commas.",
    ),
    "bounds": (
        "수인 사실에는 minimum과 maximum이 있어야 합니다.", "A fact that is a number needs a minimum and a maximum.",
    ),
    "not_a_number": (
        "unit, decimals, minimum, maximum은 수인 사실에만 쓸 수 있습니다.",
        "Only a fact that is a number has unit, decimals, minimum or maximum.",
    ),
    "choices": ("선택형 사실에만, 그리고 반드시 choices가 있어야 합니다.", "A choice, and only a choice, has choices."),
    "operator": (
        "P 표시는 파일에 쓸 수 없습니다. 두 담당자가 플랫폼에서 확인한 수치에만 붙습니다.",
        "A file cannot use the mark P: it stands for what two officers have confirmed in a platform.",
    ),
    "fix": (
        "조건에는, 그리고 조건에만 바로잡는 방법(fix)이 있어야 합니다.",
        "A condition, and only a condition, says how it can be put right (fix).",
    ),
}  # fmt: skip


def words_of(fault: ErrorDetails) -> Text:
    """The sentence for one fault."""
    context = fault.get("ctx", {})
    if fault["type"] == "value_error":
        reason = str(context.get("error", ""))
        ko, en = OWN.get(reason, (f"쓸 수 없는 값입니다: {reason}", f"This cannot be used: {reason}."))
    else:
        ko, en = WORDS.get(fault["type"], (f"쓸 수 없는 값입니다({fault['msg']}).", f"{fault['msg']}."))
        ko, en = ko.format_map(context), en.format_map(context)
    return Text(ko, en)
