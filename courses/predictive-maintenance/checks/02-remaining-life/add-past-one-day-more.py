# Takes one day too many.
# cell: add-past
# loses: test-add-past-visible test-add-past
def add_past(runs, column, days):
    past = pd.Series(float("nan"), index=runs.index)
    for _, life in runs.groupby("bearing"):
        for at, age in life["age_days"].items():
            past[at] = life.loc[(life["age_days"] <= age) & (life["age_days"] >= age - days), column].mean()
    return runs.assign(**{f"{column}_past": past})
