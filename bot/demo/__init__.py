"""Two clusters in the browser, without a token: one scores itself, one agrees its ranking."""
