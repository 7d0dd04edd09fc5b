"""Commands on a workspace: what holds, what is due, why, and what comes next."""
