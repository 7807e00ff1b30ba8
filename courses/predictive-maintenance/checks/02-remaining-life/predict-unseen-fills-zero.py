# Fills unknown truths with 0.
# cell: predict-unseen
# loses: test-predict-unseen
def predict_unseen(table, features, target):
    result = pd.Series(float("nan"), index=table.index)
    for pump in table["pump"].unique():
        unseen = table["pump"] == pump
        known = table[~unseen].fillna({target: 0})
        result[unseen] = make_model().fit(known[features], known[target]).predict(table.loc[unseen, features])
    return result
