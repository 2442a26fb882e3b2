"""What the bot costs and how fast it is, beside a bare echo bot: `python -m tests.bench`."""
