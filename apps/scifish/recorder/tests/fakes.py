"""Stand-ins: Sardana's base class where Sardana is not installed, a SciFish that answers, hangs or is away."""

import ast
import http.server
import json
import logging
import sys
import threading
import types
from types import SimpleNamespace

logging.getLogger("scizoo.scifish.recorder").setLevel(logging.CRITICAL)


class DataRecorder:
    def __init__(self, *args, **kwargs):
        self.warnings = []

    def warning(self, text, *args):
        self.warnings.append(text % args)


class InterruptException(Exception):
    pass


def without_sardana():
    """Puts the two Sardana modules that the recorder imports in place."""
    for name in ("sardana", "sardana.macroserver", "sardana.macroserver.scan", "sardana.macroserver.scan.recorder",
                 "sardana.macroserver.macro",
                 "sardana.taurus", "sardana.taurus.core", "sardana.taurus.core.tango",
                 "sardana.taurus.core.tango.sardana", "sardana.taurus.core.tango.sardana.pool"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["sardana.macroserver.scan.recorder"].DataRecorder = DataRecorder
    sys.modules["sardana.macroserver.macro"].__dict__.update(
        Macro=Macro, Optional=None, Type=SimpleNamespace(String="String", Boolean="Boolean"))
    sys.modules["sardana.taurus.core.tango.sardana.pool"].InterruptException = InterruptException


class SciFish:
    """A SciFish on a free port. `behave`: 'answer', 'hang', 'refuse' or a status."""

    def __init__(self, port=0):
        self.got, self.calls, self.answered, self.behave, self.released = [], 0, 0, "answer", threading.Event()
        self.headers, self.version = {}, {"version": "0.2.0", "recorderProtocols": [1]}
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                outer.calls += 1
                outer.headers = dict(self.headers)
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if outer.behave == "hang":
                    outer.released.wait(20)
                    return
                status = {"answer": 202, "refuse": 400}.get(outer.behave, outer.behave)
                if status == 202:
                    outer.got.append(json.loads(body))
                self.answer(status, {"message": "update SciFish"})
                outer.answered += 1

            def do_GET(self):
                self.answer(200 if self.path == "/version" else 404, outer.version)

            def answer(self, status, body):
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = "http://127.0.0.1:%d" % self.port
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()


def environment(**more):
    env = {
        "serialno": 64,
        "title": "ascan mot01 0.0 1.0 2 0.1",
        "user": "beamline-staff",
        "macro_id": "-1",
        "startts": 1795375722.769228,
        "scanstartts": 1795375722.9,
        "ScanDir": "/data/visitors/b310a/20260123/2026112208/raw",
        "ScanFile": ["scan-0064.h5"],
        "estimatedtime": 1.5,
        "total_scan_intervals": 2,
        "ref_moveables": ["mot01"],
        "counters": ["tango://h:1/ct/1"],
        "datadesc": [
            SimpleNamespace(name="point_nb", label="#Pt No", dtype="int64", shape=[]),
            SimpleNamespace(name="mot01", label="mot01", dtype="float64", shape=[], min_value=0.0, max_value=1.0,
                            is_reference=True),
            SimpleNamespace(name="tango://h:1/ct/1", label="ct01", dtype="float64", shape=[], data_units="counts"),
            SimpleNamespace(name="tango://h:1/mca/1", label="mca01", dtype="float64", shape=[1024]),
        ],
        "preScanSnapShot": [
            SimpleNamespace(name="dev/energy", label="photon_energy", source="dev/energy", pre_scan_value=712.5)],
    }
    env.update(more)
    return env


class Macro:
    """A macro with the variables of its MacroServer, which are evaluated as Sardana evaluates them."""

    def __init__(self, **variables):
        self.variables, self.state, self.heard = variables, "start", []

    def warning(self, text, *args):
        self.heard.append(text % args if args else text)

    output = warning

    def setEnv(self, key, value):
        try:
            value = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            pass
        self.variables[key] = value

    def unsetEnv(self, key):
        del self.variables[key]

    def _getMacroStatus(self):
        return {"state": self.state}

    def getName(self):
        return "ascan"

    def getDoorName(self):
        return "b310a/door/01"

    def getEnv(self, name):
        if isinstance(self.variables.get(name), BaseException):
            raise self.variables[name]
        door = "%s.%s" % (self.getDoorName(), name)
        return self.variables[door] if door in self.variables else self.variables[name]


def record(number, **data):
    return SimpleNamespace(recordno=number, data=dict({"point_nb": number}, **data))


def record_list(env):
    return SimpleNamespace(getEnviron=lambda: env)
