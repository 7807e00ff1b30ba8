# Predicts only the rows whose truth is known.
# cell: predict-unseen
# loses: test-predict-unseen
def predict_unseen(table, features, target):
    table = table.dropna(subset=[target])
    result = pd.Series(float("nan"), index=table.index)
    for pump in table["pump"].unique():
        unseen = table["pump"] == pump
        model = make_model().fit(table.loc[~unseen, features], table.loc[~unseen, target])
        result[unseen] = model.predict(table.loc[unseen, features])
    return result
