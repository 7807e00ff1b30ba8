# Replaces -999 as text only, so -999.0 stays.
# cell: clean-number
# loses: test-clean-number
def clean_number(column):
    return pd.to_numeric(column.replace({"-999": None, "-": None, "": None}), errors="coerce")
