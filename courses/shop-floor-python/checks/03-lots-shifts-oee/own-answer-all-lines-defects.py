# The kinds of defect of all lines together.
# cell: own-answer
# loses: test-own-answer
my_oee = oee(my_hours, CYCLE_S)["oee"]
kinds = pareto(my_defects)
my_report = {
    "worst_line": my_oee.idxmin(),
    "oee_percent": my_oee.min() * 100,
    "top_defect": kinds.index[0],
    "top_percent": kinds["cumulative_percent"].iloc[0],
}
