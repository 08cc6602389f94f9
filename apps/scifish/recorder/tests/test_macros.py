import importlib.util
import io
import os
import unittest
from contextlib import redirect_stdout

from tests import fakes

fakes.without_sardana()

import scizoo_scifish_recorder as package  # noqa: E402
from scizoo_scifish_recorder import _message, check  # noqa: E402


def load_macros():
    path = os.path.join(os.path.dirname(package.__file__), "macros", "scifish_macros.py")
    spec = importlib.util.spec_from_file_location("scifish_macros", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class MacrosTest(unittest.TestCase):
    def setUp(self):
        self.macros = load_macros()
        self.variables = {}

    def run_macro(self, name, *args):
        macro = getattr(self.macros, name)()
        macro.variables = self.variables
        macro.run(*args)
        return macro.heard

    def told(self):
        macro = fakes.Macro(**self.variables)
        values = {}
        for name in _message.VARIABLES:
            try:
                values[name] = macro.getEnv(name)
            except KeyError:
                continue
        return _message.scan_facts(fakes.environment(), "ascan", "b310a/door/01", values)["environment"]

    def test_identifiers_stay_as_they_were_typed(self):
        heard = self.run_macro("setproposal", "00418213", "2026112208", False)
        self.assertEqual(self.told(), {"ProposalId": "00418213", "VisitId": "2026112208"})
        self.assertIn("ProposalId   00418213", heard)

    def test_sample_and_title_take_any_words(self):
        self.run_macro("setsample", "Fe3O4 'A'", False)
        self.run_macro("settitle", ["Fe", "2p", "\u0141\u00f3d\u017a"])
        self.assertEqual(self.told(), {"SampleId": "Fe3O4 'A'", "ScanTitle": "Fe 2p \u0141\u00f3d\u017a"})

    def test_technique_is_told_until_it_is_forgotten(self):
        self.run_macro("settechnique", "XAS", False)
        self.assertEqual(self.told(), {"Technique": "XAS"})
        self.run_macro("settechnique", "-", False)
        self.assertEqual(self.told(), {})

    def test_one_door_can_have_its_own_and_a_dash_forgets_both(self):
        self.run_macro("setproposal", "1", "11", False)
        self.run_macro("setproposal", "2", None, True)
        self.assertEqual(self.told()["ProposalId"], "2")
        self.run_macro("setproposal", "3", None, False)
        self.assertEqual(self.told(), {"ProposalId": "3"})
        self.run_macro("setproposal", "-", None, False)
        self.assertEqual(self.told(), {})
        self.assertIn("ProposalId   not set", self.run_macro("whosescan"))


class CheckTest(unittest.TestCase):
    def test_it_says_whether_scifish_fits_and_what_to_update(self):
        self.assertEqual(check.verdict({"version": "1", "recorderProtocols": [1]}, 1)[0], True)
        self.assertIn("update SciFish", check.verdict({"recorderProtocols": [1]}, 2)[1])
        self.assertIn("update the recorder", check.verdict({"recorderProtocols": [2, 3]}, 1)[1])
        self.assertFalse(check.verdict({})[0])

    def test_the_command_asks_scifish(self):
        scifish = fakes.SciFish()
        self.addCleanup(scifish.close)
        out = io.StringIO()
        with redirect_stdout(out):
            self.assertEqual(check.main([scifish.url]), 0)
            scifish.version = {"version": "9", "recorderProtocols": [9]}
            self.assertEqual(check.main([scifish.url]), 1)
            self.assertEqual(check.main(["http://127.0.0.1:9"]), 1)
        self.assertIn("RecorderPath", out.getvalue())
        self.assertIn("does not answer", out.getvalue())
