"""No deadline for single examples: on a busy machine the clock says nothing about a rule.

Under `CI=true` the examples are the same each time, so that a red run is due to the change it runs on;
everywhere else they are new each time, and find what nobody thought of.
"""

import os

from hypothesis import settings

settings.register_profile("madoguchi", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "madoguchi")
