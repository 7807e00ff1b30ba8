# Learns from everything, old and future.
# cell: taught-again
# loses: test-taught-again-visible test-taught-again
def taught_again(table, now, days, features, new):
    now = pd.Timestamp(now)
    recent = table
    return make_model().fit(recent[features], recent["defect"]).predict_proba(new[features])[:, 1]
