# Prints instead of returning.
# cell: to-number
# loses: test-to-number-visible test-to-number
def to_number(text):
    print(text.strip().replace(",", ""))
