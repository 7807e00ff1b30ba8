# Gives each share instead of the cumulative share.
# cell: pareto
# loses: test-pareto
def pareto(records):
    counts = records.groupby("defect")["count"].sum().sort_values(ascending=False, kind="stable")
    return pd.DataFrame({"count": counts, "cumulative_percent": counts / counts.sum() * 100})
