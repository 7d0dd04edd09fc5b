"""What everything stands on: periods, numbers, money, diagnostics. No input or output, no domain."""
