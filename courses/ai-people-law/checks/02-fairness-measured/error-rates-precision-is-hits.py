# Takes the hit rate for the precision.
# cell: error-rates
# loses: test-error-rates-visible test-error-rates
def error_rates(table, group):
    rows = {}
    for name, part in table.groupby(group):
        hits = part.loc[part["passed"] == 1, "recommended"].mean()
        wrong = part.loc[part["passed"] == 0, "recommended"].mean()
        rows[name] = {"n": len(part), "base_rate": part["passed"].mean(), "false_negative_rate": 1 - hits, "false_positive_rate": wrong, "precision": hits}
    return pd.DataFrame.from_dict(rows, orient="index")
