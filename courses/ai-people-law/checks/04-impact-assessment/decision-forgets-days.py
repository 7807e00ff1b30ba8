# Never sees that a measure is overdue.
# cell: decision
# loses: test-decision
def decision(risks, today):
    if not risks:
        return "undetermined"
    open_risks = [risk for risk in risks if risk["done"] != "yes"]
    if any(risk["severity"] == 5 for risk in open_risks):
        return "stop"
    if any(risk["likelihood"] * risk["severity"] >= 10 for risk in open_risks):
        return "improve first"
    return "go"
