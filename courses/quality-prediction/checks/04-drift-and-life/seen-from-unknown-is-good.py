# Takes a result that is late for good.
# cell: seen-from
# loses: test-seen-from-visible test-seen-from
def seen_from(table, now):
    made = table[table["time"] <= now]
    return made.assign(defect=made["defect"].where(made["inspected_at"] <= now, 0))
