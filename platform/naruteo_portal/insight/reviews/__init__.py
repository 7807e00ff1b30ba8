"""What reviewers see of a release: tables, sentences, definitions, files and reports, made of its views alone."""
