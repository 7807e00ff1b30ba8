"""The way to the end of a course: the learning log, who stands where with the completion rules, and certificates."""
