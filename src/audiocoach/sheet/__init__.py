"""A session on one page of paper."""
