"""
Money: the amounts of payments, what follows a status, what was paid and what it settles (language, section
7).
"""
