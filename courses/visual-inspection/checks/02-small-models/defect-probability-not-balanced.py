# Lets the frequent side outweigh the rare one.
# cell: defect-probability
# loses: test-defect-probability
def defect_probability(train_x, train_y, new_x):
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)).fit(train_x, train_y).predict_proba(new_x)[:, 1]
