"""What a person can do and see: plain functions, no platform."""
