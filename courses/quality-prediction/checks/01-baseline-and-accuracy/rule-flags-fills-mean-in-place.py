# Fills gaps in the given table.
# cell: rule-flags
# loses: test-rule-flags
def rule_flags(table, cushion_below, moisture_above):
    table["moisture_pct"] = table["moisture_pct"].fillna(0.0)
    short = table["cushion_mm"] < cushion_below
    damp = table["moisture_pct"] > moisture_above
    return (short | damp).astype(int)
