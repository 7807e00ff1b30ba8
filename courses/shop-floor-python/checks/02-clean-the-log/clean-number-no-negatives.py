# Throws every negative number away.
# cell: clean-number
# loses: test-clean-number
def clean_number(column):
    numbers = pd.to_numeric(column, errors="coerce")
    return numbers.where(numbers >= 0)
