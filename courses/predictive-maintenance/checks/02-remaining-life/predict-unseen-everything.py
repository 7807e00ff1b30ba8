# Trains on all pumps.
# cell: predict-unseen
# loses: test-predict-unseen
def predict_unseen(table, features, target):
    known = table[table[target].notna()]
    model = make_model().fit(known[features], known[target])
    return pd.Series(model.predict(table[features]), index=table.index)
