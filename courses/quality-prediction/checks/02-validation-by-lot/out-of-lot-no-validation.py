# Predicts the rows that the model learnt from.
# cell: out-of-lot
# loses: test-out-of-lot
def out_of_lot(table, features, folds):
    return make_model().fit(table[features], table["defect"]).predict_proba(table[features])[:, 1]
