"""What stands in a terms text under a name: conditions, payments, accounts and rights, line by line (2.3)."""
