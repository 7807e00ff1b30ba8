"""What is recorded of people's learning beside their work: traces, corrections of the log, the survey."""
