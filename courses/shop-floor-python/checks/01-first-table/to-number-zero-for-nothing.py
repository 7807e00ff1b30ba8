# Takes no reading for a reading of zero.
# cell: to-number
# loses: test-to-number-visible test-to-number
def to_number(text):
    cleaned = text.strip().replace(",", "")
    if cleaned in ("", "-"):
        return 0
    return int(cleaned)
