# Mixes the bearings.
# cell: add-past
# loses: test-add-past
def add_past(runs, column, days):
    age, bearing, value = runs["age_days"].to_numpy(), runs["bearing"].to_numpy(), runs[column].to_numpy(dtype=float)
    before = age[:, None] - age
    near = (before >= 0) & (before < days)
    known = near & ~np.isnan(value)
    with np.errstate(invalid="ignore"):
        past = (known @ np.nan_to_num(value)) / known.sum(axis=1)
    return runs.assign(**{f"{column}_past": past})
