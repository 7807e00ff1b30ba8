# Uses the model that is in use.
# cell: taught-again
# loses: test-taught-again
def taught_again(table, now, days, features, new):
    now = pd.Timestamp(now)
    recent = table[(table["inspected_at"] <= now) & (table["time"] >= now - pd.Timedelta(days=days))]
    return in_use.predict_proba(new[features])[:, 1]
