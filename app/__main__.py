"""The command `offtrail`, which is `python -m app` too."""

import gc

gc.disable()  # all that is imported stays: to look through it again and again would take a third of the start

from app.cli import main  # noqa: E402

gc.freeze()
gc.enable()

if __name__ == "__main__":
    main()
