# Does not find a number that Hangul touches.
# cell: find-contacts
# loses: test-find-contacts
import re


def find_contacts(text):
    """전화번호, 메일 주소, 사번의 자리 / The places of phone numbers, e-mail addresses and employee numbers."""
    forms = {
        "phone": r"(?<!\d)(?:\+82[- ]?\d{1,2}|0\d{1,2})[- ]?\d{3,4}[- ]?\d{4}(?!\d)",
        "email": r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
        "employee": r"\bN\d{5}\b",
    }
    return sorted((match.start(), match.end(), kind) for kind, form in forms.items() for match in re.finditer(form, text))
