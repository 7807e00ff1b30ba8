# Divides by the number checked for recall too.
# cell: caught-with-budget
# loses: test-caught-with-budget
def caught_with_budget(actual, probability, budget):
    import numpy as np

    actual, probability = np.asarray(actual), np.asarray(probability)
    checked = actual[np.argsort(-probability, kind="stable")[:budget]]
    caught, defects = checked.sum(), actual.sum()
    return {
        "caught": caught,
        "precision": caught / len(checked) if len(checked) > 0 else None,
        "recall": caught / len(checked) if len(checked) > 0 else None,
    }
