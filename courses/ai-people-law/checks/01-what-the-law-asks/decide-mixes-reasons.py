# Lists what is not known among the reasons of a certain no.
# cell: decide
# loses: test-decide
def decide(use, rule):
    if rule["confidence"] not in ("S", "O"):
        return {"result": "undetermined", "because": ["confidence"]}
    because = []
    for condition in rule["needs"].split(";") if rule["needs"] else []:
        name, wanted = condition.split("=")
        if use.get(name, "unknown") != wanted:
            because.append(name)
    return {"result": judge(use, rule["needs"]), "because": because}
