"""The whole desk, tortured: each seed is a newsroom's days with kills, faults of Telegram's and a clock that jumps, told to
the byte again by its seed; and the same with real processes and kill -9."""
