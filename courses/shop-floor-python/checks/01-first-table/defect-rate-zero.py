# Calls an hour without production perfect.
# cell: defect-rate
# loses: test-defect-rate
def defect_rate(produced, defects):
    return defects / produced * 100 if produced else 0
