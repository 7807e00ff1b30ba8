# Takes every condition for one that wants a yes.
# cell: judge
# loses: test-judge
def judge(use, needs):
    values = [use.get(condition.split("=")[0], "unknown") for condition in needs.split(";") if condition]
    if "no" in values:
        return "does not apply"
    return "undetermined" if "unknown" in values or "" in values else "applies"
