# Leaves ties to chance.
# cell: choose-rule
# loses: test-choose-rule
def choose_rule(results, callout, planned, breakdown):
    cost = (results["alarms"] - results["right"]) * callout + results["caught"] * planned + (results["failures"] - results["caught"]) * breakdown
    ranked = results.assign(cost=cost).sort_values("cost", kind="stable")
    return ranked.index[0], float(ranked["cost"].iloc[0])
