# Replaces by text, so an address is broken by the number within it.
# cell: mask
# loses: test-mask
WORDS = {"name": "이름", "phone": "전화", "email": "메일", "employee": "사번"}


def mask(text, spans):
    numbers = {}
    masked = text
    for start, end, kind in sorted(spans):
        known = numbers.setdefault(kind, {})
        number = known.setdefault(text[start:end], len(known) + 1)
        masked = masked.replace(text[start:end], f"[{WORDS[kind]}{number}]")
    return masked
