"""Units come from Tango; what was asked of Tango once is never let go."""

import contextlib
import sys
import types
import unittest
from unittest import mock

from scizoo_scifish_recorder import _units


class Proxy:
    made = []
    gone = []

    def __init__(self, attribute):
        self.attribute = attribute
        Proxy.made.append(attribute)

    def __del__(self):
        Proxy.gone.append(self.attribute)

    def get_config(self):
        return types.SimpleNamespace(unit="mm" if self.attribute.startswith("motor/") else "No unit")


class UnitsOfTango(unittest.TestCase):
    def test_keeps_its_proxies(self):
        """A proxy that is destroyed while Tango tells of an event makes the MacroServer stand still."""
        tango = types.SimpleNamespace(AttributeProxy=Proxy, EnsureOmniThread=contextlib.nullcontext)
        with mock.patch.dict(sys.modules, {"tango": tango}), mock.patch.dict(_units._proxies, clear=True):
            asked = ["motor/1/Position", "dev/1/Count", "motor/1/Position"]
            self.assertEqual([_units._from_tango(attribute) for attribute in asked], ["mm", None, "mm"])
            self.assertEqual(Proxy.made, ["motor/1/Position", "dev/1/Count"])
            self.assertEqual(Proxy.gone, [])


if __name__ == "__main__":
    unittest.main()
