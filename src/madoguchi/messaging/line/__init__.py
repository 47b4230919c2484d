"""The LINE channel: how what was promised reaches phones, once or visibly not at all."""

from madoguchi.messaging.line.answers import respond, write

__all__ = ["respond", "write"]
