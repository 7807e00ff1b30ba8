# Returns the probability of a good part.
# cell: defect-probability
# loses: test-defect-probability-visible test-defect-probability
def defect_probability(train_x, train_y, new_x):
    model = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced", max_iter=2000))
    return model.fit(train_x, train_y).predict_proba(new_x)[:, 0]
