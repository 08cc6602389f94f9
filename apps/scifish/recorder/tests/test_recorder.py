import os
import tempfile
import threading
import time
import unittest
from unittest import mock

from tests import fakes

fakes.without_sardana()

from scizoo_scifish_recorder import _sender, _units  # noqa: E402
from scizoo_scifish_recorder.scifish_recorder import InterruptException, SciFishRecorder  # noqa: E402

MARGIN_S = 0.15  # for a busy machine


def wait_until(check, limit=10.0):
    end = time.monotonic() + limit
    while not check():
        if time.monotonic() > end:
            raise AssertionError("did not happen within %s s" % limit)
        time.sleep(0.01)


class RecorderTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        spool = os.path.join(folder.name, "spool.jsonl")
        self.scifish = fakes.SciFish()
        self.addCleanup(lambda: self.scifish.close())
        for patch in (
            mock.patch.dict(os.environ, {"SCIFISH_SPOOL": spool, "SCIFISH_URL": self.scifish.url}),
            mock.patch.object(_units, "_from_tango", lambda attribute: {"dev/energy": "eV"}.get(attribute)),
            mock.patch.object(_sender, "AWAY_S", (0.3, 0.3)),
            mock.patch.object(_sender, "ANSWER_S", 0.5),
        ):
            patch.start()
            self.addCleanup(patch.stop)
        self.addCleanup(lambda: [_sender._senders.pop(url).close() for url in list(_sender._senders)])

    def scan(self, serial=64, points=3, endstatus=0, error=None, macro=None):
        """One scan; how long each call took."""
        recorder = SciFishRecorder(macro=macro or fakes.Macro(ProposalId="20260123", VisitId="2026112208", Beamline="B310A"))
        env = fakes.environment(serialno=serial)
        took = []

        def timed(call, *args):
            began = time.monotonic()
            call(*args)
            took.append(time.monotonic() - began)

        timed(recorder._startRecordList, fakes.record_list(env))
        for n in range(points):
            timed(recorder._writeRecord, fakes.record(n, mot01=n / 2, **{"tango://h:1/ct/1": 0.1}))
        env.update(endts=env["startts"] + 1, endstatus=endstatus)
        try:
            if error:
                raise error
        except Exception:
            timed(recorder._endRecordList, fakes.record_list(env))
        else:
            timed(recorder._endRecordList, fakes.record_list(env))
        return took

    def told(self):
        return [(m["scan"]["serialno"], m["event"], m["sequence"]) for m in self.scifish.got]

    def test_a_scan_is_told_in_order(self):
        self.scan()
        wait_until(lambda: self.told() and self.told()[-1][1] == "end")
        self.assertEqual(self.told(), [(64, "start", 1), (64, "points", 2), (64, "points", 3), (64, "end", 4)])
        start, first, rest, end = self.scifish.got
        self.assertEqual(start["scan"]["environment"], {"ProposalId": "20260123", "VisitId": "2026112208", "Beamline": "B310A"})
        self.assertEqual(start["snapshot"][0]["unit"], "eV")
        self.assertEqual((first["columns"]["mot01"], rest["columns"]["mot01"]), ([0.0], [0.5, 1.0]))
        self.assertEqual((rest["firstPoint"], rest["pointsDone"]), (1, 3))
        self.assertNotIn("mca01", rest["columns"])
        self.assertEqual((end["endstatus"], end["exception"], end["pointsDone"]), ("Normal", None, 3))

    def test_a_failure_is_told_with_its_reason(self):
        self.scan(endstatus=3, error=RuntimeError("detector readout lost at point 3"))
        wait_until(lambda: len(self.scifish.got) == 4)
        self.assertEqual(self.scifish.got[-1]["exception"]["text"], "detector readout lost at point 3")

    def test_what_scifish_refuses_is_kept_and_said_once(self):
        self.scifish.behave = "refuse"
        self.scan(7, points=0)
        refused = os.environ["SCIFISH_SPOOL"] + ".refused"

        def kept():
            with open(refused, encoding="utf-8") as file:
                return file.readlines()

        wait_until(lambda: os.path.exists(refused) and len(kept()) == 2)
        self.assertIn('"serialno":7', kept()[0])
        self.scifish.behave = "answer"
        heard = []
        for serial in (8, 9):
            macro = fakes.Macro()
            self.scan(serial, points=0, macro=macro)
            heard.append(macro.heard)
        self.assertIn("SciFish refuses the end of scan 7", heard[0][0])
        self.assertEqual(heard[1], [])

    def test_many_points_are_few_messages(self):
        with mock.patch.object(_sender.Sender, "hand_over") as hand_over:
            self.scan(points=5000)
        self.assertLess(hand_over.call_count, 5000 / 100)

    def test_while_scifish_is_away_scans_go_on_and_are_told_later_in_order(self):
        port = self.scifish.port
        self.scifish.close()
        for serial in (1, 2, 3):
            self.assertLess(max(self.scan(serial)), _sender.WAIT_S + MARGIN_S)
        self.scifish = fakes.SciFish(port)
        wait_until(lambda: len(self.scifish.got) >= 12)
        self.scan(4)
        wait_until(lambda: len(self.scifish.got) >= 16)
        expected = [(serial, event, n + 1) for serial in (1, 2, 3, 4)
                    for n, event in enumerate(("start", "points", "points", "end"))]
        self.assertEqual(self.told(), expected)

    def test_a_scifish_that_hangs_costs_no_event_more_than_the_limit(self):
        self.scifish.behave = "hang"
        took = self.scan(1, points=20) + self.scan(2, points=20)
        self.assertLess(max(took), _sender.WAIT_S + MARGIN_S)
        self.assertLess(self.scifish.calls, 6, "it is not asked for every event")
        self.scifish.behave = "answer"
        self.scifish.released.set()
        wait_until(lambda: self.told()[-1:] and self.told()[-1][:2] == (2, "end"))
        self.assertEqual(self.told(), sorted(self.told(), key=lambda told: (told[0], told[2])))

    def test_what_scifish_refuses_does_not_block_what_follows(self):
        self.scifish.behave = "refuse"
        self.scan(1)
        wait_until(lambda: self.scifish.answered == 4)
        self.scifish.behave = "answer"
        self.scan(2)
        wait_until(lambda: self.told() and self.told()[-1][1] == "end")
        self.assertEqual({serial for serial, _, _ in self.told()}, {2})

    def test_a_scifish_of_another_version_loses_nothing_and_the_beamline_hears_of_it(self):
        self.scifish.behave = 426
        macro = fakes.Macro(Beamline="B310A")
        self.scan(1, macro=macro)
        wait_until(lambda: _sender._senders[self.scifish.url].complaint)
        self.scan(2, macro=macro)
        self.assertIn("update SciFish", macro.heard[-1])
        self.scifish.behave = "answer"
        wait_until(lambda: len(self.scifish.got) == 8)
        macro.heard.clear()
        self.scan(3, macro=macro)
        self.assertEqual(macro.heard, [])

    def test_scifish_hears_how_much_waits_and_which_run_of_the_macroserver_tells(self):
        self.scan(1)
        wait_until(lambda: len(self.scifish.got) == 4)
        self.assertEqual((self.scifish.headers["X-Recorder-Waiting-Bytes"], self.scifish.headers["X-Recorder-Lost"]), ("0", "0"))
        self.assertEqual(len({m["recorder"]["process"] for m in self.scifish.got}), 1)
        self.assertEqual(self.scifish.got[0]["recorder"]["protocol"], 1)

    def test_hundreds_of_short_scans_from_two_doors_are_told_whole(self):
        def door(first):
            for serial in range(first, first + 100):
                self.scan(serial, points=1)

        doors = [threading.Thread(target=door, args=(first,)) for first in (1, 1001)]
        for thread in doors:
            thread.start()
        for thread in doors:
            thread.join()
        wait_until(lambda: len(self.scifish.got) == 600, 30)
        told = {}
        for serial, event, _ in self.told():
            told.setdefault(serial, []).append(event)
        self.assertEqual(set(map(tuple, told.values())), {("start", "points", "end")})
        self.assertEqual(len(told), 200)

    def test_a_full_scifish_is_away_not_refusing(self):
        self.scifish.behave = 503
        self.scan(1)
        self.scifish.behave = "answer"
        wait_until(lambda: len(self.scifish.got) == 4)

    def test_a_scan_that_breaks_before_its_first_point_has_an_end_too(self):
        macro = fakes.Macro(Beamline="B310A")
        SciFishRecorder(macro=macro)._startRecordList(fakes.record_list(fakes.environment()))
        wait_until(lambda: len(self.scifish.got) == 1)
        macro.state = "exception"  # Sardana says no more when another recorder cannot start
        wait_until(lambda: len(self.scifish.got) == 2)
        end = self.scifish.got[1]
        self.assertEqual((end["event"], end["sequence"], end["endstatus"]), ("end", 2, "Exception"))
        self.assertIn("without an end", end["exception"]["text"])

    def test_a_scan_ends_once(self):
        macro = fakes.Macro()
        self.scan(macro=macro)
        macro.state = "finish"
        wait_until(lambda: len(self.scifish.got) == 4)
        wait_until(lambda: not _sender._senders[self.scifish.url].watched)
        self.assertEqual([event for _, event, _ in self.told()].count("end"), 1)

    def test_the_macroserver_variable_names_scifish(self):
        other = fakes.SciFish()
        self.addCleanup(other.close)
        self.scan(macro=fakes.Macro(SciFishUrl=other.url))
        wait_until(lambda: len(other.got) == 4)
        self.assertEqual(self.scifish.got, [])

    def test_nothing_is_raised_but_the_abort_of_the_scan(self):
        recorder = SciFishRecorder(macro=fakes.Macro(SciFishUrl="ftp://[broken"))
        recorder._startRecordList(fakes.record_list({}))
        recorder._writeRecord(None)
        recorder._endRecordList(None)
        self.assertEqual(len(recorder.warnings), 2)
        recorder = SciFishRecorder(macro=fakes.Macro(SciFishUrl=InterruptException("abort")))
        with self.assertRaises(InterruptException):
            recorder._startRecordList(fakes.record_list(fakes.environment()))

    def test_nothing_is_lost_when_the_process_ends(self):
        self.scifish.behave = "hang"
        self.scan(1)
        sender = _sender._senders[self.scifish.url]
        sender.close()
        with open(sender.spool.path, "rb") as file:
            self.assertEqual(len(file.readlines()), 4)
