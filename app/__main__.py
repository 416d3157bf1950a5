"""`python -m app` is `offtrail`."""

from app.cli import main

main()
