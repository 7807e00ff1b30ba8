# Decides with rules that only a news report tells of.
# cell: decide
# loses: test-decide
def decide(use, rule):
    failed, unknown = [], []
    for condition in rule["needs"].split(";") if rule["needs"] else []:
        name, wanted = condition.split("=")
        value = use.get(name, "unknown")
        if value in ("unknown", ""):
            unknown.append(name)
        elif value != wanted:
            failed.append(name)
    if failed:
        return {"result": "does not apply", "because": failed}
    return {"result": "undetermined" if unknown else "applies", "because": unknown}
