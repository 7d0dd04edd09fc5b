"""Support of every kind to every recipient: pages by group and source, and the columns of its tables."""
