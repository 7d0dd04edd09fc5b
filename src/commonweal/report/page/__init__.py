"""The parts of the page: the first screen, one agreement, its tables, its picture, its reasons."""
