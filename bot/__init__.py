"""The outside world: the only package that awaits, and the only one that commits."""

import os

# Durations from python-telegram-bot as timedelta: the form that its next version keeps.
os.environ.setdefault("PTB_TIMEDELTA", "true")
