# Returns decisions instead of probabilities.
# cell: defect-probability
# loses: test-defect-probability
def defect_probability(train_x, train_y, new_x):
    model = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced", max_iter=2000))
    return model.fit(train_x, train_y).predict(new_x).astype(float)
