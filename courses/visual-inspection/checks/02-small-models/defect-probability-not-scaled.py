# Does not bring the columns to one scale.
# cell: defect-probability
# loses: test-defect-probability
def defect_probability(train_x, train_y, new_x):
    return LogisticRegression(class_weight="balanced", max_iter=2000).fit(train_x, train_y).predict_proba(new_x)[:, 1]
