# Fills gaps with the mean.
# cell: clean-number
# loses: test-clean-number-visible test-clean-number
def clean_number(column):
    numbers = pd.to_numeric(column, errors="coerce")
    numbers = numbers.mask(numbers == -999)
    return numbers.fillna(numbers.mean())
