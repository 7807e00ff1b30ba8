# Learns from all data known then, however old.
# cell: taught-again
# loses: test-taught-again
def taught_again(table, now, days, features, new):
    now = pd.Timestamp(now)
    recent = table[(table["inspected_at"] <= now)]
    return make_model().fit(recent[features], recent["defect"]).predict_proba(new[features])[:, 1]
