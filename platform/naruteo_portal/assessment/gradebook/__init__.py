"""A cohort's gradebook: people by tasks, out to a spreadsheet and in again, and as a gradebook of nbgrader's."""
