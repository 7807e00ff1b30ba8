# Takes every other unit for kilonewtons.
# cell: add-force-kn
# loses: test-add-force-kn
def add_force_kn(log):
    return log.assign(force_kn=log["force"].where(log["force_unit"] != "tonf", log["force"] * 9.80665))
