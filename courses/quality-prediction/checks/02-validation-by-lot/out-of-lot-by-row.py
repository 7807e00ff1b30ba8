# Validates with rows mixed, so a model has seen the row's lot.
# cell: out-of-lot
# loses: test-out-of-lot
def out_of_lot(table, features, folds):
    by_lot = KFold(n_splits=folds, shuffle=True, random_state=0)
    both = cross_val_predict(
        make_model(), table[features], table["defect"], groups=table["lot"], cv=by_lot, method="predict_proba"
    )
    return both[:, 1]
