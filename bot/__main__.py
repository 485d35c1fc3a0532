"""`python -m bot`: the command line of `bot/cli/commands.py`."""

import faulthandler
import gc
import sys

if __name__ == "__main__":
    # Else the process would end without a word where somebody cuts a file short that it has mapped (desk.sqlite-shm).
    faulthandler.enable(all_threads=False)
    # What is loaded for a start stays to the end: to look for garbage in it, again and again, took a sixth of a start.
    gc.disable()
    from bot.cli.commands import main

    gc.freeze()
    gc.enable()
    sys.exit(main())
