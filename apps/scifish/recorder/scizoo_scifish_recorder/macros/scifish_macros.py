"""Macros that say whose scans the next ones are: put this folder on the MacroServer's MacroPath.

    setproposal 00418213 2026112208     proposal and visit; `setproposal -` forgets them, and the schedule decides
    setsample Fe3O4-7                   sample of the next scans; `setsample -` when it is out
    settitle Fe 2p after annealing      title of the next scans; `settitle -` ends it
    settechnique XAS                    technique of the next scans, which groups of SciDog may ask for; `settechnique -`
    whosescan                           what the next scan will be told as

Identifiers are kept as they are typed: MacroServer variables set with `senv` would turn 2026112208 into a number and a
number with leading zeros into none at all.
"""

import os
import sys

from sardana.macroserver.macro import Macro, Optional, Type

_parent = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
if _parent not in sys.path:
    sys.path.append(_parent)

from scizoo_scifish_recorder import _message, _plain  # noqa: E402

FORGET = "-"


class _Teller(Macro):
    """Sets variables for one Door (its own macros only) or for all."""

    def keep(self, name, value, this_door=False):
        of_door = "%s.%s" % (self.getDoorName(), name)
        # what the Door has of its own would hide what is set for all
        for key in () if this_door else (of_door, name):
            try:
                self.unsetEnv(key)
            except Exception:  # it was not set
                continue
        if value != FORGET:
            # quoted, because the MacroServer evaluates what it is given
            self.setEnv(of_door if this_door else name, repr(_plain.text(value.strip(), 1000)))

    def show(self):
        for name in _message.VARIABLES:
            try:
                value = _message.identifier(self.getEnv(name))
            except Exception:  # it is not set
                value = "not set"
            self.output("%-12s %s", name, value)


class setproposal(_Teller):
    """Proposal and visit of the next scans."""

    param_def = [
        ["proposal", Type.String, None, "Proposal, or - to let the schedule decide"],
        ["visit", Type.String, Optional, "Visit; without it the visit is forgotten"],
        ["this_door", Type.Boolean, False, "For this Door only"],
    ]

    def run(self, proposal, visit, this_door):
        self.keep("ProposalId", proposal, this_door)
        self.keep("VisitId", visit or FORGET, this_door)
        self.show()


class setsample(_Teller):
    """Sample of the next scans."""

    param_def = [
        ["sample", Type.String, None, "Sample, or - for none"],
        ["this_door", Type.Boolean, False, "For this Door only"],
    ]

    def run(self, sample, this_door):
        self.keep("SampleId", sample, this_door)
        self.show()


class settechnique(_Teller):
    """Technique of the next scans, as groups of SciDog name it."""

    param_def = [
        ["technique", Type.String, None, "Technique, or - for none"],
        ["this_door", Type.Boolean, False, "For this Door only"],
    ]

    def run(self, technique, this_door):
        self.keep("Technique", technique, this_door)
        self.show()


class settitle(_Teller):
    """Title of the next scans, in any words."""

    param_def = [["words", [["word", Type.String, None, "Word"], {"min": 1}], None, "The title, or - for none"]]

    def run(self, words):
        self.keep("ScanTitle", " ".join(words))
        self.show()


class whosescan(_Teller):
    """What the next scan will be told as."""

    def run(self):
        self.show()
