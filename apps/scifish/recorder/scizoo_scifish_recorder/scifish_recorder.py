"""The recorder that Sardana loads: put this folder on the MacroServer's RecorderPath, then

    senv DataRecorder "['SciFishRecorder']"

SciFish is found by the MacroServer variable SciFishUrl, else by the environment variable SCIFISH_URL, else at
http://127.0.0.1:3020. Trouble with SciFish never reaches the scan.
"""

import os
import sys
import time
import weakref

from sardana.macroserver.scan.recorder import DataRecorder

if not __package__:  # loaded by Sardana from its RecorderPath, not as part of the installed package
    _parent = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if _parent not in sys.path:
        sys.path.append(_parent)

from scizoo_scifish_recorder import _message, _plain, _sender, _units

DEFAULT_URL = "http://127.0.0.1:3020"
POINTS_EVERY_S = 0.25  # with the last points of a scan, at most five messages a second
MAX_POINTS = 1000  # kept for one message; more are counted only

try:
    from sardana.taurus.core.tango.sardana.pool import InterruptException
except ImportError:

    class InterruptException(BaseException):
        """Not raised without Sardana."""


class _Scan:
    """One scan as it is told: its facts, and how many messages and points there were."""

    OVER = ("finish", "exception", "abort", "stop")

    def __init__(self, sender, facts, macro):
        self.sender, self.facts, self.macro = sender, facts, weakref.ref(macro)
        self.sequence = self.done = 0
        self.has_ended = False

    def send(self, event, body, deadline=None):
        self.sequence += 1
        message = dict(_message.envelope(event, self.sequence, self.facts), **body)
        self.sender.hand_over(_plain.encode(message), event != "points", deadline)

    def is_lost(self):
        """Its macro is over and no end was given: Sardana does so when a scan breaks before its first point, for example
        because its file cannot be made. (The state of the macro turns after the end of the scan, never before.)"""
        macro = self.macro()
        return not self.has_ended and (macro is None or macro._getMacroStatus().get("state") in self.OVER)

    def tell_lost(self):
        self.has_ended = True
        failure = {"type": "NoEnd", "text": "the scan broke without an end; see the messages of its macro"}
        self.send("end", _message.end_body({"endts": time.time(), "endstatus": "Exception"}, self.done, failure), deadline=0)


class SciFishRecorder(DataRecorder):
    def __init__(self, *args, macro=None, **kwargs):
        DataRecorder.__init__(self)
        self._macro = macro
        self._scan = None
        self._points = []
        self._labels = {}
        self._sent_at = 0.0

    # ---- Sardana calls these three ---------------------------------------
    def _startRecordList(self, recordlist):
        self._guarded(self._start, recordlist)

    def _writeRecord(self, record):
        self._guarded(self._point, record)

    def _endRecordList(self, recordlist):
        self._guarded(self._end, recordlist, sys.exc_info()[1])

    # ---- what they do ----------------------------------------------------
    def _start(self, recordlist):
        env = recordlist.getEnviron()
        deadline = time.monotonic() + _sender.WAIT_S
        sender = _sender.sender_for(self._variable("SciFishUrl") or os.environ.get("SCIFISH_URL") or DEFAULT_URL)
        variables = {name: self._variable(name) for name in _message.VARIABLES}
        facts = _message.scan_facts(env, self._macro.getName(), self._door(), variables)
        scan = self._scan = _Scan(sender, facts, self._macro)
        self._points = []
        self._labels = _message.scalar_labels(env["datadesc"])
        units = _units.of(_units.sources(env), limit=_sender.WAIT_S / 2)
        scan.send("start", _message.start_body(env, units), deadline)
        sender.watch(scan)
        for warning in sender.warnings():
            self._macro.warning(warning)

    def _point(self, record):
        if self._scan is None:
            return  # its start could not be told: SciFish would not know the scan
        self._scan.done += 1
        if len(self._points) < MAX_POINTS:
            self._points.append((record.recordno, record.data))
        if time.monotonic() - self._sent_at >= POINTS_EVERY_S:
            self._send_points()

    def _send_points(self):
        points, self._points = self._points, []
        self._sent_at = time.monotonic()
        self._scan.send("points", _message.points_body(points, self._labels, self._scan.done))

    def _end(self, recordlist, error):
        env = recordlist.getEnviron()
        if self._scan is None:
            return
        if self._points:
            self._send_points()
        is_failure = env.get("endstatus") == _message.END_STATUS.index("Exception")
        failure = _message.failure_of(error) if is_failure else None
        self._scan.has_ended = True
        self._scan.send("end", _message.end_body(env, self._scan.done, failure))

    # ---- helpers ---------------------------------------------------------
    def _guarded(self, action, *args):
        """An abort of the scan passes (Sardana raises it inside whatever the scan is doing); nothing else does."""
        try:
            action(*args)
        except InterruptException:
            raise
        except Exception as error:
            try:
                self.warning("scan event was not sent: %r", error)
            except Exception:  # not even a broken log may end a scan
                return

    def _variable(self, name):
        try:
            return self._macro.getEnv(name)
        except InterruptException:
            raise
        except Exception:
            return None  # not set

    def _door(self):
        try:
            return self._macro.getDoorName()
        except InterruptException:
            raise
        except Exception:
            return None
