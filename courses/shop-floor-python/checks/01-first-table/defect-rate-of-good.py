# Divides by good pieces instead of all pieces.
# cell: defect-rate
# loses: test-defect-rate-visible test-defect-rate
def defect_rate(produced, defects):
    if produced == 0:
        return None
    return defects / (produced - defects) * 100
