"""What programmes deliver, cost and leave open."""
