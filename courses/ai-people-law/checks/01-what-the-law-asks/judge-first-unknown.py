# Answers at the first unknown and never sees the certain no behind it.
# cell: judge
# loses: test-judge
def judge(use, needs):
    for condition in needs.split(";") if needs else []:
        name, wanted = condition.split("=")
        value = use.get(name, "unknown")
        if value in ("unknown", ""):
            return "undetermined"
        if value != wanted:
            return "does not apply"
    return "applies"
