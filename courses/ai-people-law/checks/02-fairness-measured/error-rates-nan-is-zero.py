# Reports a rate of 0 where nobody is in the denominator.
# cell: error-rates
# loses: test-error-rates
def error_rates(table, group):
    rows = {}
    for name, part in table.groupby(group):
        rows[name] = {
            "n": len(part),
            "base_rate": part["passed"].mean(),
            "false_negative_rate": 1 - part.loc[part["passed"] == 1, "recommended"].mean(),
            "false_positive_rate": part.loc[part["passed"] == 0, "recommended"].mean(),
            "precision": part.loc[part["recommended"] == 1, "passed"].mean(),
        }
    return pd.DataFrame.from_dict(rows, orient="index").fillna(0)
