"""Macros for trying out what a scan consumer has to cope with."""

from sardana.macroserver.macro import Macro, Type, macro


class failscan(Macro):
    """An ascan that breaks at the given point, as a lost detector would."""

    param_def = [
        ["motor", Type.Moveable, None, "Motor to scan"],
        ["start", Type.Float, None, "First position"],
        ["stop", Type.Float, None, "Last position"],
        ["intervals", Type.Integer, None, "Number of intervals"],
        ["integ_time", Type.Float, None, "Integration time"],
        ["fail_at", Type.Integer, 3, "Point number that fails"],
    ]

    def run(self, motor, start, stop, intervals, integ_time, fail_at):
        done = [0]

        def break_at_point():
            if done[0] == fail_at:
                raise RuntimeError("detector readout lost at point %d" % fail_at)
            done[0] += 1

        scan, _ = self.createMacro("ascan", motor, start, stop, intervals, integ_time)
        scan.hooks = [(break_at_point, ["pre-acq"])]
        self.runMacro(scan)


class twoscans(Macro):
    """Two scans inside one macro: two scan numbers, one macro run."""

    param_def = [["motor", Type.Moveable, None, "Motor to scan"]]

    def run(self, motor):
        self.execMacro(["ascan", motor.getName(), "0", "1", "2", "0.01"])
        self.execMacro(["ascan", motor.getName(), "1", "0", "2", "0.01"])


class quickscans(Macro):
    """Many short scans one after the other, as an alignment does."""

    param_def = [
        ["motor", Type.Moveable, None, "Motor to scan"],
        ["count", Type.Integer, 10, "How many scans"],
    ]

    def run(self, motor, count):
        for _ in range(count):
            self.execMacro(["ascan", motor.getName(), "0", "1", "1", "0.001"])


@macro([["path", Type.String, None, "Tango attribute"]])
def readtango(self, path):
    """Print one Tango attribute, seen from the MacroServer."""
    self.output("%s", self.getTangoFactory().getAttribute(path).read().rvalue)
