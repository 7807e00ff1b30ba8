# Takes what is not known for a no.
# cell: judge
# loses: test-judge-visible test-judge
def judge(use, needs):
    for condition in needs.split(";") if needs else []:
        name, wanted = condition.split("=")
        if use.get(name) != wanted:
            return "does not apply"
    return "applies"
