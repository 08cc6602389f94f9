"""Tells SciFish about the scans of a Sardana MacroServer. The recorder itself is in `scifish_recorder.py`, the macros that
say whose scans they are in `macros/`."""

__version__ = "0.2.0"
# What a message means; SciFish says which of these it takes. Members are added without a new number.
PROTOCOL = 1
