# Changes the table that it was given.
# cell: add-force-kn
# loses: test-add-force-kn
def add_force_kn(log):
    log["force_kn"] = log["force"] * log["force_unit"].map({"kN": 1.0, "tonf": 9.80665})
    return log
