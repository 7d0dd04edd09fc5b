"""The probability that a target is met by its date, from small trend models that are back-tested."""
