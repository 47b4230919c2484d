"""やさしい日本語: what a reader of it stumbles over, with the place, and what to write instead."""

from madoguchi.rules.easy.checking import Finding, Level, Rule, check
from madoguchi.rules.easy.flat import Flat, flatten

__all__ = ["Finding", "Flat", "Level", "Rule", "check", "flatten"]
