# Rounds the parts, so they no longer add up.
# cell: contributions
# loses: test-contributions
def contributions(person, weights, reference):
    parts = {"base": 0.0}
    for row in weights.itertuples():
        value = person[row.feature]
        parts["base"] += row.weight * reference[row.feature]
        parts[row.feature] = 0.0 if pd.isna(value) else float(round(row.weight * (value - reference[row.feature])))
    return parts
