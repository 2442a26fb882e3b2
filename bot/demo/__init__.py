"""Three clusters in the browser, without a token: scoring, agreeing their ranking, voting."""
