"""A session to frozen states: what a screen needs, and nothing it may not see."""
