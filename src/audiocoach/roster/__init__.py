"""Many clients: their roster is read and checked, and each one's track is built."""
