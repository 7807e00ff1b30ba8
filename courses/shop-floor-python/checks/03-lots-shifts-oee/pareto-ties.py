# Puts equal counts in reverse order.
# cell: pareto
# loses: test-pareto
def pareto(records):
    counts = records.groupby("defect")["count"].sum().sort_values(kind="stable").iloc[::-1]
    return pd.DataFrame({"count": counts, "cumulative_percent": counts.cumsum() / counts.sum() * 100})
