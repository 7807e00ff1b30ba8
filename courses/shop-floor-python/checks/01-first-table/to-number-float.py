# Returns a fraction instead of a whole number.
# cell: to-number
# loses: test-to-number
def to_number(text):
    cleaned = text.strip().replace(",", "")
    return None if cleaned in ("", "-") else float(cleaned)
