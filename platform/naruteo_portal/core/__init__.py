"""What every domain rests on: database, jobs, clock, errors, words, storage and mail."""
