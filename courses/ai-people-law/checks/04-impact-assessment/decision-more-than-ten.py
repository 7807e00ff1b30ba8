# Lets a product of exactly 10 pass.
# cell: decision
# loses: test-decision
def decision(risks, today):
    if not risks:
        return "undetermined"
    open_risks = [risk for risk in risks if risk["done"] != "yes"]
    if any(risk["severity"] == 5 for risk in open_risks):
        return "stop"
    if any(risk["likelihood"] * risk["severity"] > 10 or risk["due"] < today for risk in open_risks):
        return "improve first"
    return "go"
