"""No deadline for single examples: on a busy machine the clock says nothing about a rule.

Under `CI=true` the examples are the same each time, so that a red run is due to the change it runs on;
everywhere else they are new each time, and find what nobody thought of. A few dozen keep the run quick;
`make soak` asks for more by MADOGUCHI_TEST_EXAMPLES.
"""

import os

from hypothesis import settings

EXAMPLES = int(os.environ.get("MADOGUCHI_TEST_EXAMPLES", "40"))

settings.register_profile("madoguchi", deadline=None, max_examples=EXAMPLES)
settings.register_profile("ci", deadline=None, max_examples=EXAMPLES, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "madoguchi")
