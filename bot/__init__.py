"""bot speaks: it reads what people type in Telegram, answers them, and delivers what jobs has to tell."""
