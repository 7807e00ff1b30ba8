# Divides every count by all people of the group.
# cell: error-rates
# loses: test-error-rates-visible test-error-rates
def error_rates(table, group):
    rows = {}
    for name, part in table.groupby(group):
        missed = ((part["passed"] == 1) & (part["recommended"] == 0)).mean()
        wrong = ((part["passed"] == 0) & (part["recommended"] == 1)).mean()
        hit = ((part["passed"] == 1) & (part["recommended"] == 1)).mean()
        rows[name] = {"n": len(part), "base_rate": part["passed"].mean(), "false_negative_rate": missed, "false_positive_rate": wrong, "precision": hit}
    return pd.DataFrame.from_dict(rows, orient="index")
