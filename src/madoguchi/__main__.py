"""python -m madoguchi."""

from madoguchi.config.cli import main

raise SystemExit(main())
