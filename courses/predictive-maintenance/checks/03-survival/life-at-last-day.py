# Gives the last day when the share is never reached.
# cell: life-at
# loses: test-life-at
def life_at(curve, share):
    reached = curve[curve["survival"] <= 1 - share + 1e-12]
    return int(reached["days"].iloc[0]) if len(reached) else int(curve["days"].max()) if len(curve) else None
