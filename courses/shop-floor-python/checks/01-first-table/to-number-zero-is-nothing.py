# Takes zero for no reading.
# cell: to-number
# loses: test-to-number
def to_number(text):
    cleaned = text.strip().replace(",", "").replace("-", "")
    if not cleaned or int(cleaned) == 0:
        return None
    return int(cleaned)
