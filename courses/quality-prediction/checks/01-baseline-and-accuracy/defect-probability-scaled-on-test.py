# Scales the test data by their own mean.
# cell: defect-probability
# loses: test-defect-probability
def defect_probability(train, test, features):
    def prepared(table):
        values = table[features].fillna(table[features].median())
        return (values - values.mean()) / (values.std() + 1e-9)

    model = LogisticRegression(max_iter=1000).fit(prepared(train), train["defect"])
    return model.predict_proba(prepared(test).fillna(0))[:, 1]
