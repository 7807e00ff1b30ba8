# Counts rows instead of days.
# cell: add-past
# loses: test-add-past-visible test-add-past
def add_past(runs, column, days):
    ordered = runs.sort_values("age_days")
    past = ordered.groupby("bearing")[column].transform(lambda v: v.rolling(days, min_periods=1).mean())
    return runs.assign(**{f"{column}_past": past})
