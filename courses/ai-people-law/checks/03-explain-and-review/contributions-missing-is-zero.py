# Takes a missing value for 0 points, which makes a false reason.
# cell: contributions
# loses: test-contributions
def contributions(person, weights, reference):
    parts = {"base": 0.0}
    for row in weights.itertuples():
        value = 0 if pd.isna(person[row.feature]) else person[row.feature]
        parts["base"] += row.weight * reference[row.feature]
        parts[row.feature] = float(row.weight * (value - reference[row.feature]))
    return parts
