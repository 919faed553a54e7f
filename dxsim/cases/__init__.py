"""What belongs to one country and needs code."""
