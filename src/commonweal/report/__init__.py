"""Findings for people: tables for the terminal, and one self-contained page."""
