# Returns 0 and 1 instead of probabilities.
# cell: defect-probability
# loses: test-defect-probability-visible test-defect-probability
def defect_probability(train, test, features):
    model = make_pipeline(SimpleImputer(strategy="median"), StandardScaler(), LogisticRegression(max_iter=1000))
    model.fit(train[features], train["defect"])
    return model.predict(test[features])
