# Uses every number, the answer among them.
# cell: predict-unseen
# loses: test-predict-unseen
def predict_unseen(table, features, target):
    columns = table.select_dtypes("number").columns
    result = pd.Series(float("nan"), index=table.index)
    for pump in table["pump"].unique():
        unseen = table["pump"] == pump
        known = table[~unseen].dropna(subset=[target])
        result[unseen] = make_model().fit(known[columns], known[target]).predict(table.loc[unseen, columns])
    return result
