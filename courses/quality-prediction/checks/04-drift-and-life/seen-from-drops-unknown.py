# Drops the shots without a result.
# cell: seen-from
# loses: test-seen-from-visible test-seen-from
def seen_from(table, now):
    made = table[table["time"] <= now]
    made = made[made["inspected_at"] <= now]
    return made.assign(defect=made["defect"].where(made["inspected_at"] <= now))
