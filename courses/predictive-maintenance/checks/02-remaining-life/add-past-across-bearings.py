# Mixes the bearings.
# cell: add-past
# loses: test-add-past
def add_past(runs, column, days):
    past = [runs.loc[(runs["age_days"] <= age) & (runs["age_days"] > age - days), column].mean() for age in runs["age_days"]]
    return runs.assign(**{f"{column}_past": past})
