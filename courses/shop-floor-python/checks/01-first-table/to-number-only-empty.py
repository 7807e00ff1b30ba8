# Forgets blanks around the dash and text of blanks only.
# cell: to-number
# loses: test-to-number
def to_number(text):
    if text == "" or text == "-":
        return None
    return int(text.replace(",", ""))
