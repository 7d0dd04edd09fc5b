"""Who signed what: parties and their groups, agreements with their values, and what amended them."""
