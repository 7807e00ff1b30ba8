# Writes 0 where nothing can be said.
# cell: caught-with-budget
# loses: test-caught-with-budget-visible test-caught-with-budget
def caught_with_budget(actual, probability, budget):
    import numpy as np

    actual, probability = np.asarray(actual), np.asarray(probability)
    checked = actual[np.argsort(-probability, kind="stable")[:budget]]
    caught, defects = checked.sum(), actual.sum()
    return {
        "caught": caught,
        "precision": caught / len(checked) if len(checked) > 0 else 0,
        "recall": caught / defects if defects > 0 else 0,
    }
