"""Missions, programmes and places as their pages show them."""
