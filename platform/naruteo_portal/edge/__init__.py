"""What the pages and the interfaces share: transaction, actor, guards, locale and headers."""
