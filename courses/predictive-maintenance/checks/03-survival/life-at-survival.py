# Takes the share for the survival.
# cell: life-at
# loses: test-life-at-visible test-life-at test-own-answer
def life_at(curve, share):
    reached = curve[curve["survival"] <= share]
    return int(reached["days"].iloc[0]) if len(reached) else None
