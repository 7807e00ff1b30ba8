# Counts risks whose measure is working.
# cell: decision
# loses: test-decision-visible test-decision
def decision(risks, today):
    if not risks:
        return "undetermined"
    open_risks = risks
    if any(risk["severity"] == 5 for risk in open_risks):
        return "stop"
    if any(risk["likelihood"] * risk["severity"] >= 10 or risk["due"] < today for risk in open_risks):
        return "improve first"
    return "go"
