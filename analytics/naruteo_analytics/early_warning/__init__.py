"""Who may be about to drop out, so that somebody offers help: few named features, calibrated, tested on later cohorts.

A chance is a reason to ask how somebody is doing, and for nothing else: no grade, place or payment may depend on it.
"""
