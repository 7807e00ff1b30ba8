# Forgets the cost of planned replacements.
# cell: choose-rule
# loses: test-choose-rule-visible test-choose-rule
def choose_rule(results, callout, planned, breakdown):
    cost = (results["alarms"] - results["right"]) * callout + (results["failures"] - results["caught"]) * breakdown
    ranked = results.assign(cost=cost).sort_values(["cost", "alarms"])
    return ranked.index[0], float(ranked["cost"].iloc[0])
