"""Sums of an agreement that sentences, tables and the lists of the site share."""
