# Gives only the first reason.
# cell: decide
# loses: test-decide
def decide(use, rule):
    if rule["confidence"] not in ("S", "O"):
        return {"result": "undetermined", "because": ["confidence"]}
    result = judge(use, rule["needs"])
    for condition in rule["needs"].split(";") if rule["needs"] else []:
        name, wanted = condition.split("=")
        value = use.get(name, "unknown")
        known = value not in ("unknown", "")
        if (result == "does not apply" and known and value != wanted) or (result == "undetermined" and not known):
            return {"result": result, "because": [name]}
    return {"result": result, "because": []}
