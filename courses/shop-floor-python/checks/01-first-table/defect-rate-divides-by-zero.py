# Divides by zero.
# cell: defect-rate
# loses: test-defect-rate
def defect_rate(produced, defects):
    return defects / produced * 100
