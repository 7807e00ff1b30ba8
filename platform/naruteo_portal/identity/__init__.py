"""People, accounts, organisations, roles and sign-in."""
