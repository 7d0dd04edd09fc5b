"""Schedules become windows; agreements and terms become rows that an engine can judge."""
