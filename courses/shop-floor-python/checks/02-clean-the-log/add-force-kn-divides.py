# Divides instead of multiplying.
# cell: add-force-kn
# loses: test-add-force-kn-visible test-add-force-kn
def add_force_kn(log):
    return log.assign(force_kn=log["force"] / log["force_unit"].map({"kN": 1.0, "tonf": 9.80665}))
