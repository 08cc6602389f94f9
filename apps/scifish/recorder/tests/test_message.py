import datetime
import enum
import json
import unittest
from types import SimpleNamespace

from scizoo_scifish_recorder import _message, _plain
from tests.fakes import environment


class Array:
    """As much of a numpy array as is looked at."""

    dtype = "float64"

    def __init__(self, values, shape=None):
        self.values, self.shape, self.size = values, shape or (len(values),), len(values)

    def tolist(self):
        return self.values


class Scalar:
    dtype, shape, size = "float64", (), 1

    def __init__(self, value):
        self.value = value

    def tolist(self):
        return self.value


class Plain(unittest.TestCase):
    def test_values_become_strict_json(self):
        value = {"nan": float("nan"), "inf": [float("inf"), 1.5], "scalar": Scalar(2.5), "big": 2**60, "yes": True,
                 "bytes": b"\xc5\x81", "enum": enum.Enum("Lens", "Angular").Angular, 3: (None, {1}), "object": object}
        out = json.loads(_plain.encode(_plain.plain(value)))
        self.assertEqual(out["inf"], [None, 1.5])
        self.assertEqual((out["nan"], out["scalar"], out["yes"]), (None, 2.5, True))
        self.assertEqual((out["big"], out["bytes"], out["enum"]), (str(2**60), "Ł", "Angular"))
        self.assertEqual(out["3"], [None, [1]])
        self.assertIn("object", out["object"])

    def test_text_that_came_through_latin_1_is_put_right(self):
        self.assertEqual(_plain.text("Łódź β".encode().decode("latin-1")), "Łódź β")
        self.assertEqual(_plain.text("µ and é"), "µ and é")
        self.assertEqual(_plain.text("Łódź"), "Łódź")
        _plain.encode([_plain.text("broken \ud800 half")])

    def test_naive_times_get_their_zone(self):
        naive = datetime.datetime.fromtimestamp(1795375722.769228)
        self.assertEqual(_plain.plain(naive), "2026-11-22T19:28:42.769228+00:00")
        self.assertEqual(_plain.moment(1795375722.769228), "2026-11-22T19:28:42.769228+00:00")
        self.assertIsNone(_plain.moment(float("nan")))

    def test_captured_values_tell_what_they_are_not(self):
        self.assertEqual(_plain.captured(float("inf")), {"value": None, "quality": "invalid"})
        self.assertEqual(_plain.captured([1, float("nan")]), {"value": [1, None], "quality": "invalid"})
        self.assertEqual(_plain.captured(Array([1.0, 2.0])), {"value": [1.0, 2.0]})
        self.assertIn("48 x 64", _plain.captured(Array([0.0] * 3072, (48, 64)))["error"])

    def test_deep_and_endless_values_end(self):
        endless = {}
        endless["again"] = endless
        self.assertLess(len(_plain.encode(_plain.plain(endless))), 10000)


class Message(unittest.TestCase):
    def test_start_tells_columns_snapshot_and_whose_scan_it_is(self):
        env = environment()
        facts = _message.scan_facts(env, "ascan", "b310a/door/01", {"ProposalId": 20260123, "VisitId": None})
        self.assertEqual(facts["environment"], {"ProposalId": "20260123"})
        self.assertEqual(facts["starttime"], "2026-11-22T19:28:42.769228+00:00")
        body = _message.start_body(env, {"dev/energy": "eV", "mot01": "mm"})
        self.assertEqual(body["snapshot"], [{"label": "photon_energy", "source": "dev/energy", "unit": "eV",
                                             "readAt": "2026-11-22T19:28:42.900000+00:00", "value": 712.5}])
        motor = body["columns"][1]
        self.assertEqual((motor["min"], motor["max"], motor["unit"], motor["isMotor"]), (0.0, 1.0, "mm", True))
        self.assertEqual(body["columns"][2]["unit"], "counts")
        self.assertEqual(body["columns"][3]["shape"], [1024])

    def test_a_scan_without_files_and_variables(self):
        env = environment(ScanDir=None, ScanFile=None, user=None, preScanSnapShot=[], macro_id=None)
        facts = _message.scan_facts(env, "ascan", None, {})
        self.assertEqual((facts["ScanDir"], facts["ScanFile"], facts["door"]), (None, [], "unknown"))
        _plain.encode(_message.start_body(env, {}))

    def test_points_are_columns_without_arrays(self):
        points = [(4, {"m": 1.0, "c": float("nan"), "a": [1, 2]}), (5, {"m": 2.0, "c": 7})]
        body = _message.points_body(points, {"m": "mot01", "c": "ct01", "a": "mca01"}, 6)
        self.assertEqual(body, {"pointsDone": 6, "firstPoint": 4, "columns": {"mot01": [1.0, 2.0], "ct01": [None, 7]}})

    def test_columns_that_share_a_short_name_keep_apart(self):
        columns = [SimpleNamespace(name=name, label=label, shape=shape)
                   for name, label, shape in (("a/1", "ct", []), ("b/1", "ct", ()), ("m", "mca", [1024]), ("c", "c", None))]
        self.assertEqual(_message.scalar_labels(columns), {"a/1": "ct", "b/1": "b/1", "c": "c"})

    def test_end_tells_status_and_failure(self):
        env = environment(endts=1795375724.0, endstatus=3, acqtime=1.1, deadtime=float("nan"))
        tango_like = RuntimeError(SimpleNamespace(desc="motor is gone\n"))
        body = _message.end_body(env, 3, _message.failure_of(tango_like))
        self.assertEqual((body["endstatus"], body["pointsDone"]), ("Exception", 3))
        self.assertEqual(body["exception"], {"type": "RuntimeError", "text": "motor is gone"})
        self.assertEqual(body["times"], {"acqtime": 1.1, "deadtime": None})
        self.assertEqual(_message.failure_of(ValueError("x"))["text"], "x")
        self.assertEqual(_message.failure_of(ValueError())["text"], "ValueError")


class OddEnvironments(unittest.TestCase):
    def test_what_people_set_by_hand_never_makes_a_start_that_is_refused(self):
        for told, expected in (("Fe3O4", {"info": "Fe3O4"}), (["a", 1], {"info": ["a", 1]}), ({"name": "x"}, {"name": "x"}),
                               (None, {}), ("", {}), (42, {"info": 42})):
            body = _message.start_body(environment(SampleInfo=told, SourceInfo=told), {})
            self.assertEqual((body["sampleInfo"], body["sourceInfo"]), (expected, expected))

    def test_a_scan_without_a_door_is_told(self):
        self.assertEqual(_message.scan_facts(environment(), "ascan", None, {})["door"], "unknown")

    def test_a_value_without_a_label_has_its_name(self):
        item = SimpleNamespace(name="dev/energy", label="", source="dev/energy", pre_scan_value=1)
        self.assertEqual(_message.start_body(environment(preScanSnapShot=[item]), {})["snapshot"][0]["label"], "dev/energy")

    def test_an_end_without_a_status_is_an_end_all_the_same(self):
        for status in (None, 7, "?"):
            body = _message.end_body({"endts": 1.0, "endstatus": status}, 3, None)
            self.assertEqual(body["endstatus"], "Exception")
        self.assertEqual(_message.end_body({"endts": 1.0, "endstatus": 1}, 3, None)["endstatus"], "Stop")
