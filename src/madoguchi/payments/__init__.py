"""What families pay: the table of fees, reductions, each month's charges, and what became of them."""
