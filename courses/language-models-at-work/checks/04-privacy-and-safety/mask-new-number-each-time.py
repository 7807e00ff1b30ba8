# Gives the same person a new number each time.
# cell: mask
# loses: test-mask-visible test-mask
WORDS = {"name": "이름", "phone": "전화", "email": "메일", "employee": "사번"}


def mask(text, spans):
    """개인정보를 가린 글 / The text with personal data masked."""
    chosen = []
    for start, end, kind in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= other[0] or other[1] <= start for other in chosen):
            chosen.append((start, end, kind))
    numbers, pieces, place = {}, [], 0
    for start, end, kind in sorted(chosen):
        known = numbers.setdefault(kind, {})
        number = len(known) + 1
        known[start] = number
        pieces += [text[place:start], f"[{WORDS[kind]}{number}]"]
        place = end
    return "".join(pieces) + text[place:]
