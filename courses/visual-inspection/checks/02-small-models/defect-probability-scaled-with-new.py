# Scales the new rows by themselves.
# cell: defect-probability
# loses: test-defect-probability
def defect_probability(train_x, train_y, new_x):
    model = LogisticRegression(class_weight="balanced", max_iter=2000).fit(StandardScaler().fit_transform(train_x), train_y)
    return model.predict_proba(StandardScaler().fit_transform(new_x))[:, 1]
