# Gives value times weight, compared with nothing.
# cell: contributions
# loses: test-contributions-visible test-contributions
def contributions(person, weights, reference):
    parts = {"base": 0.0}
    for row in weights.itertuples():
        value = person[row.feature]
        parts[row.feature] = 0.0 if pd.isna(value) else float(row.weight * value)
    return parts
