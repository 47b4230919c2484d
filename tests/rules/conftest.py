"""No deadline for single examples: on a busy machine the clock says nothing about a rule."""

from hypothesis import settings

settings.register_profile("madoguchi", deadline=None)
settings.load_profile("madoguchi")
