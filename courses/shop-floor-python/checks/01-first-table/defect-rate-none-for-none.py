# Takes no defects for no rate.
# cell: defect-rate
# loses: test-defect-rate
def defect_rate(produced, defects):
    if not produced or not defects:
        return None
    return defects / produced * 100
