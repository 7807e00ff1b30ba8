# Cuts a passage to fit.
# cell: fit
# loses: test-fit-visible test-fit test-answer
def fit(passages, budget):
    chosen, used = [], 0
    for passage in passages:
        if used < budget:
            chosen.append({**passage, "text": passage["text"][: budget - used]})
            used += len(passage["text"])
    return chosen
