# Uses every number in the table.
# cell: defect-probability
# loses: test-defect-probability
def defect_probability(train, test, features):
    features = [name for name in train.select_dtypes("number").columns if name != "defect"]
    model = make_pipeline(SimpleImputer(strategy="median"), StandardScaler(), LogisticRegression(max_iter=1000))
    model.fit(train[features], train["defect"])
    return model.predict_proba(test[features])[:, 1]
