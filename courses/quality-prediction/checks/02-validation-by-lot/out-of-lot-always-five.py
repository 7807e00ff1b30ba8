# Deals into five parts whatever was asked.
# cell: out-of-lot
# loses: test-out-of-lot
def out_of_lot(table, features, folds):
    by_lot = GroupKFold(n_splits=min(5, table['lot'].nunique() - 1))
    both = cross_val_predict(
        make_model(), table[features], table["defect"], groups=table["lot"], cv=by_lot, method="predict_proba"
    )
    return both[:, 1]
