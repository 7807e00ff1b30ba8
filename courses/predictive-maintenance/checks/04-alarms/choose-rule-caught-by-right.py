# Takes the right alarms for the caught failures.
# cell: choose-rule
# loses: test-choose-rule-visible test-choose-rule
def choose_rule(results, callout, planned, breakdown):
    cost = (results["alarms"] - results["right"]) * callout + results["right"] * planned + (results["failures"] - results["right"]) * breakdown
    ranked = results.assign(cost=cost).sort_values(["cost", "alarms"])
    return ranked.index[0], float(ranked["cost"].iloc[0])
