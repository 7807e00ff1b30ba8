# Proposes values that nobody can reach.
# cell: ways
# loses: test-ways
def ways(person, weights, threshold):
    import math

    if any(pd.isna(person[feature]) for feature in weights["feature"]):
        return None
    gap = threshold - sum(row.weight * person[row.feature] for row in weights.itertuples())
    if gap <= 0:
        return []
    found = []
    for row in weights[weights["changeable"] == "yes"].itertuples():
        steps = math.ceil(gap / (row.weight * row.step))
        now = int(person[row.feature])
        if True:
            found.append((steps, row.feature, {"feature": row.feature, "from": now, "to": now + steps * row.step}))
    return [way for _, _, way in sorted(found, key=lambda each: each[:2])]
