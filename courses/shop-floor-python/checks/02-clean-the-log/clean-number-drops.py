# Drops the rows with gaps.
# cell: clean-number
# loses: test-clean-number-visible test-clean-number
def clean_number(column):
    numbers = pd.to_numeric(column, errors="coerce")
    return numbers[numbers.notna() & (numbers != -999)]
