# Wants more than the share.
# cell: life-at
# loses: test-life-at-visible test-life-at
def life_at(curve, share):
    reached = curve[curve["survival"] < 1 - share]
    return int(reached["days"].iloc[0]) if len(reached) else None
