"""bot speaks: it reads what people type in Telegram, answers them, and delivers what jobs has to tell."""

import os

# python-telegram-bot then gives lengths of time as timedelta, as its next version always will; without it, every
# "wait so long" of Telegram's is a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")
