# Keeps -999 as a number.
# cell: clean-number
# loses: test-clean-number-visible test-clean-number
def clean_number(column):
    return pd.to_numeric(column, errors="coerce")
