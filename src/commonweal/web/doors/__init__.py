"""What every request passes: policy, headers, one line in the log."""
