#!/usr/bin/env python3
"""One command for a small real control system: Tango, Sardana, a web door to Tango.

    lab.py up [--no-web] [--fresh]   install if needed, start everything, wait until ready
    lab.py down                      stop everything that `up` started
    lab.py status                    what runs, and where
    lab.py env                       shell lines with TANGO_HOST and the other addresses
    lab.py sink [--kafka HOST:PORT] [--topic T] [--file F] [--points]
                                     where scan events go
    lab.py visit PROPOSAL VISIT      set the data directory and the proposal of the next scans
    lab.py scan [--abort-after S | --stop-after S] [--door N] [--timeout S] [--json]
                MACRO [ARG ...]      run a macro through the Door and wait for it
    lab.py demo [--out DIR]          the standard set of scans, one after the other
    lab.py read DEVICE/ATTR [...]    read Tango attributes
    lab.py write DEVICE/ATTR VALUE   write one (e.g. .../Behaviour 3)
    lab.py server stop|start fragile take a device server away and bring it back
    lab.py install                   only make the virtual environment

Settings (environment variables): LAB_HOME (where data, logs and the virtual
environment live, default ~/.cache/beamline-lab), LAB_TANGO_PORT (default 21000),
LAB_WEB_PORT (default 21004).  Another program's own parts are loaded with
LAB_RECORDER_PATH and LAB_MACRO_PATH (folders, separated by colons, looked up
first), LAB_RECORDERS (data recorders to switch on, separated by commas, default
ScanEventRecorder) and LAB_PIP (what pip installs besides, separated by blanks).
Everything listens on 127.0.0.1 only.
"""

import argparse
import hashlib
import json
import os
import pickle
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

LAB = Path(__file__).resolve().parent
HOME = Path(os.environ.get("LAB_HOME") or Path.home() / ".cache" / "beamline-lab").resolve()
TANGO_PORT = int(os.environ.get("LAB_TANGO_PORT", "21000"))
WEB_PORT = int(os.environ.get("LAB_WEB_PORT", "21004"))
TANGO_HOST = f"127.0.0.1:{TANGO_PORT}"
VENV = Path(os.environ.get("LAB_VENV") or HOME / "venv")
RUN, LOGS, DATA = HOME / "run", HOME / "logs", HOME / "data"
DOORS = {1: "b310a/door/01", 2: "b310a/door/02"}
SNAPSHOT = [
    ("R3-D101/DIA/DCCT-01/Current", "ring_current"),
    ("B310A-E01/DIA/TCO-02/Temperature", "sample_temperature"),
    ("B310A-E01/VAC/IPG-01/Pressure", "pressure"),
    ("B310A-E01/DIA/WBATH-01/WaterBath", "waterbath"),
    ("B310A-O01/OPT/MONO-01/Energy", "photon_energy"),
    ("motor/motctrl/2/Position", "mot02"),
]


def extra_paths(variable):
    """Folders named by an environment variable, separated by colons."""
    return [str(Path(part).resolve()) for part in os.environ.get(variable, "").split(":") if part]


def say(*text):
    print(*text, file=sys.stderr, flush=True)


def environment():
    env = dict(os.environ)
    env.update(
        TANGO_HOST=TANGO_HOST,
        PATH=f"{VENV / 'bin'}:{env.get('PATH', '')}",
        PYTHONUNBUFFERED="1",
        PYTHONDONTWRITEBYTECODE="1",
        PYTHONPATH=str(LAB),
        ORBendPoint="giop:tcp:127.0.0.1:",
        TANGO_ZMQ_HWM="1000",
        HDF5_USE_FILE_LOCKING="FALSE",
        OPENBLAS_NUM_THREADS="1",
        OMP_NUM_THREADS="1",
        QT_QPA_PLATFORM="offscreen",
        LAB_INNER="1",
    )
    return env


# ---------------------------------------------------------------- install
def install():
    besides = os.environ.get("LAB_PIP", "").split()
    wanted = hashlib.sha256((LAB / "requirements.txt").read_bytes() + " ".join(besides).encode()).hexdigest()
    mark = VENV / ".lab-requirements"
    if mark.exists() and mark.read_text() == wanted:
        return False
    say("installing the control system into", VENV)
    began = time.time()
    VENV.parent.mkdir(parents=True, exist_ok=True)
    if not (VENV / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    subprocess.run(
        [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet",
         "--disable-pip-version-check", "-r", str(LAB / "requirements.txt"), *besides], check=True)
    mark.write_text(wanted)
    say(f"installed in {time.time() - began:.0f} s")
    return True


# ---------------------------------------------------------------- processes
def started_at(pid):
    """Kernel start time of a process: with the pid it names one process for good."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return None


def alive(name):
    try:
        record = json.loads((RUN / f"{name}.json").read_text())
    except (OSError, ValueError):
        return None
    state = None
    try:
        state = Path(f"/proc/{record['pid']}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return None
    if state == "Z" or started_at(record["pid"]) != record["started"]:
        return None
    return record["pid"]


def start(name, command, **extra):
    if alive(name):
        return
    log = open(LOGS / f"{name}.log", "ab")
    env = environment()
    env.update(extra)
    process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                               cwd=HOME, env=env, start_new_session=True)
    (RUN / f"{name}.json").write_text(
        json.dumps({"pid": process.pid, "started": started_at(process.pid), "command": command}))


def stop(name, patience=8.0):
    pid = alive(name)
    if pid:
        os.kill(pid, signal.SIGTERM)
        limit = time.time() + patience
        while alive(name) and time.time() < limit:
            time.sleep(0.05)
        if alive(name):
            say(name, "did not stop in time; killed")
            os.kill(pid, signal.SIGKILL)
            while alive(name):
                time.sleep(0.05)
    (RUN / f"{name}.json").unlink(missing_ok=True)
    return bool(pid)


def wait_for(what, check, name=None, limit=60.0):
    began, last = time.time(), None
    while time.time() - began < limit:
        try:
            if check():
                return
        except Exception as error:  # noqa: BLE001 - anything may happen while starting
            last = error
        if name and not alive(name):
            break
        time.sleep(0.1)
    log = LOGS / f"{name}.log"
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if name and log.exists() else ""
    raise SystemExit(f"{what} is not ready after {time.time() - began:.0f} s: {last}\n{tail}")


def port_open(port):
    with socket.socket() as probe:
        probe.settimeout(0.3)
        return probe.connect_ex(("127.0.0.1", port)) == 0


# ---------------------------------------------------------------- bring up
PARTS = ["web", "macroserver", "pool", "sim-fragile", "sim-b310a", "tangodb"]
BIN = VENV / "bin"


def pings(device, timeout=1000):
    import tango

    proxy = tango.DeviceProxy(device)
    proxy.set_timeout_millis(timeout)
    proxy.ping()
    return True


def start_simulator(instance):
    start(f"sim-{instance}", [str(BIN / "python"), str(LAB / "beamline_devices.py"), instance,
                              "-ORBendPoint", "giop:tcp:127.0.0.1:"])


def up(args):
    began = time.time()

    def progress(what):
        say(f"{time.time() - began:6.1f} s  {what}")

    if args.fresh:
        down()
        for path in (RUN, LOGS, DATA):
            shutil.rmtree(path, ignore_errors=True)
        for path in HOME.glob("*.db*"):
            path.unlink()
        for path in HOME.glob("macroserver.env*"):
            path.unlink()
        (HOME / "sardana.loaded.yaml").unlink(missing_ok=True)
    for path in (RUN, LOGS, DATA):
        path.mkdir(parents=True, exist_ok=True)
    import tango

    import beamline_devices

    if not alive("tangodb"):
        if port_open(TANGO_PORT):
            raise SystemExit(f"port {TANGO_PORT} is taken by another program (set LAB_TANGO_PORT)")
        start("tangodb", [str(BIN / "PyDatabaseds"), "--host", "127.0.0.1", "--port", str(TANGO_PORT), "2"],
              PYTANGO_DATABASE_NAME=str(HOME / "tango.db"))
    wait_for("Tango database", lambda: tango.Database().get_info() and True, "tangodb")
    progress("Tango database")

    db = tango.Database()
    known = {name.lower() for name in db.get_device_name("*", "*").value_string}
    for instance, devices in beamline_devices.INSTANCES.items():
        for name, klass in devices.items():
            if name.lower() in known:  # adding again would mark a running device as gone
                continue
            info = tango.DbDevInfo()
            info.name, info._class, info.server = name, klass, f"beamline_devices/{instance}"
            db.add_device(info)
    for instance in beamline_devices.INSTANCES:
        start_simulator(instance)

    config = (LAB / "sardana.yaml").read_text().replace("@STATE@", str(HOME))
    loaded = HOME / "sardana.loaded.yaml"
    if not alive("pool") and not (loaded.exists() and loaded.read_text() == config):
        (HOME / "sardana.yaml").write_text(config)
        done = subprocess.run([str(BIN / "sardana-config"), "load", "--write", str(HOME / "sardana.yaml")],
                              env=environment(), capture_output=True, text=True)
        (LOGS / "sardana-config.log").write_text(done.stdout + done.stderr)
        # 0: nothing to change, 2: changes written
        if done.returncode not in (0, 2):
            raise SystemExit("sardana-config failed:\n" + done.stderr[-2000:])
        loaded.write_text(config)
    # set here, not in the YAML: sardana-config 3.7.1 stores a list of paths as one JSON string
    db.put_device_property("macroserver/b310a/1", {"MacroPath": extra_paths("LAB_MACRO_PATH") + [str(LAB / "macros")],
                                                   "RecorderPath": extra_paths("LAB_RECORDER_PATH") + [str(LAB / "recorders")]})
    progress("Pool configuration")
    quiet = ["--log-level=warning", "--log-file-level=warning"]
    start("pool", [str(BIN / "Pool"), "b310a", *quiet, f"--log-file-name={LOGS}/pool.txt",
                   "-ORBendPoint", "giop:tcp:127.0.0.1:"])
    if not args.no_web:
        if not alive("web"):
            if port_open(WEB_PORT):
                raise SystemExit(f"port {WEB_PORT} is taken by another program (set LAB_WEB_PORT)")
        start("web", [str(BIN / "uvicorn"), "tangogql.main:app", "--host", "127.0.0.1",
                      "--port", str(WEB_PORT), "--log-level", "warning"],
              TANGOGQL_NO_AUTH="true", TANGOGQL_ATTRIBUTE_POLL_PERIOD="0.5")
    wait_for("Pool", lambda: pings("pool/b310a/1") and pings("mot_slow") and pings("mntgrp01"), "pool")
    progress("Pool")
    start("macroserver", [str(BIN / "MacroServer"), "b310a", *quiet, f"--log-file-name={LOGS}/macroserver.txt",
                          "-ORBendPoint", "giop:tcp:127.0.0.1:"])
    for instance, devices in beamline_devices.INSTANCES.items():
        wait_for(f"devices of {instance}", lambda: all(pings(d) for d in devices), f"sim-{instance}")
    wait_for("Door", lambda: pings(DOORS[1]) and tango.DeviceProxy(DOORS[1]).state() == tango.DevState.ON,
             "macroserver")
    progress("MacroServer")
    if not args.no_web:
        wait_for("web door", lambda: graphql("{tangoHost}"), "web")
        progress("web door")

    run = Runner(1)
    wait_for("macros", lambda: "ascan" in tango.DeviceProxy("macroserver/b310a/1").MacroList, "macroserver")
    run.senv("ActiveMntGrp", "mntgrp01")
    run.senv("JsonRecorder", True)
    run.senv("Beamline", "B310A")
    run.senv("ScanUser", "beamline-staff")
    run.senv("DataRecorder", [name for name in os.environ.get("LAB_RECORDERS", "ScanEventRecorder").split(",") if name])
    run.senv("PreScanSnapshot", [(src, label) for src, label in SNAPSHOT])
    if not run.genv("ScanEventSink"):
        run.senv("ScanEventSink", {"file": str(DATA / "scan-events.jsonl")})
    if not run.genv("ScanDir"):
        visit("20260123", "2026112208")
    say(f"ready in {time.time() - began:.1f} s")
    status()


def down():
    stopped = [name for name in PARTS if stop(name)]
    say("stopped:", ", ".join(stopped) or "nothing was running")


def addresses():
    return {
        "TANGO_HOST": TANGO_HOST,
        "TANGOGQL_URL": f"http://127.0.0.1:{WEB_PORT}/db",
        "TANGOGQL_WS_URL": f"ws://127.0.0.1:{WEB_PORT}/socket",
        "SARDANA_DOOR": DOORS[1],
        "LAB_DATA": str(DATA),
        "LAB_SCAN_EVENTS": str(DATA / "scan-events.jsonl"),
    }


def status():
    result = {"parts": {name: alive(name) for name in reversed(PARTS)}, **addresses()}
    print(json.dumps(result, indent=2))
    return all(pid for name, pid in result["parts"].items() if name != "web")


# ---------------------------------------------------------------- Tango and macros
def graphql(query, variables=None):
    request = urllib.request.Request(
        f"http://127.0.0.1:{WEB_PORT}/db", headers={"Content-Type": "application/json"},
        data=json.dumps({"query": query, "variables": variables or {}}).encode())
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


class Runner:
    """Runs one macro at a time on a Door, as any scan client does."""

    def __init__(self, number=1):
        import tango

        self.tango = tango
        self.door = tango.DeviceProxy(DOORS[number])
        self.door.set_timeout_millis(10000)
        self.macroserver = tango.DeviceProxy("macroserver/b310a/1")
        self.lock, self.seen = threading.Lock(), {}
        self.door.subscribe_event("MacroStatus", tango.EventType.CHANGE_EVENT, self.on_status)

    def macro(self, *words, timeout=120.0, abort_after=None, stop_after=None):
        self.idle(30)
        began = time.time()
        with self.lock:
            self.seen.clear()
        reply = self.door.RunMacro([str(w) for w in words])
        number = re.search(r'id="([^"]+)"', reply[0]).group(1)
        acted, ending, idle_since = False, None, None
        while True:
            # the Door's state alone cannot tell a macro that has not begun from one that has ended,
            # so its MacroStatus events decide; the state is the fall-back should one get lost
            with self.lock:
                ending = self.seen.get(number, ending)
            gone = time.time() - began
            if self.state() == self.tango.DevState.RUNNING:
                idle_since = None
            else:
                idle_since = idle_since or time.time()
                if ending or time.time() - idle_since > 1.0:
                    break
            if not acted and abort_after is not None and gone >= abort_after:
                self.door.AbortMacro()
                acted = True
            if not acted and stop_after is not None and gone >= stop_after:
                self.door.StopMacro()
                acted = True
            if gone > timeout:
                self.door.AbortMacro()
                raise SystemExit(f"{words[0]} did not end within {timeout} s")
            time.sleep(0.02)
        text = lambda name: list(getattr(self.door, name) or [])  # noqa: E731
        if ending is None and self.state() == self.tango.DevState.ALARM:
            ending = "refused"  # stopped before it began: no MacroStatus event is sent
        return {
            "macro": [str(w) for w in words],
            "ending": ending,
            "state": str(self.state()),
            "seconds": round(time.time() - began, 3),
            "output": text("Output"),
            "warning": text("Warning"),
            "error": text("Error"),
            "result": text("Result"),
        }

    def on_status(self, event):
        if event.err:
            return
        payload = event.attr_value.value[1]
        payload = payload.encode("latin-1") if isinstance(payload, str) else bytes(payload)
        for row in json.loads(payload) if payload else []:
            if row.get("state") in ("finish", "abort", "stop", "exception"):
                with self.lock:
                    self.seen[row["id"]] = row["state"]

    def state(self, patience=10.0):
        """State of the Door; a call that CORBA could not carry is made again, for reading harms nothing."""
        end = time.time() + patience
        while True:
            try:
                return self.door.state()
            except (self.tango.CommunicationFailed, self.tango.ConnectionFailed):
                if time.time() > end:
                    raise
                time.sleep(0.3)

    def idle(self, limit):
        end = time.time() + limit
        while self.state() == self.tango.DevState.RUNNING and time.time() < end:
            time.sleep(0.02)

    def senv(self, name, value):
        """Set a MacroServer variable through its Environment attribute, as the clients do.

        The senv macro would not do: its argument is a Tango string (Latin-1 only).  Either way
        the MacroServer evaluates a string: unquoted, the visit "2026112208" becomes a number.
        """
        quoted = repr(value) if isinstance(value, str) else value
        payload = pickle.dumps({"new": {name: quoted}}, protocol=2)
        self.macroserver.write_attribute("Environment", ("pickle", payload))

    def genv(self, name):
        codec, payload = self.macroserver.read_attribute("Environment").value
        payload = payload.encode("latin-1") if isinstance(payload, str) else bytes(payload)
        return pickle.loads(payload)["new"].get(name)


def visit(proposal, visit_id, door=1):
    run = Runner(door)
    where = DATA / "visitors" / "b310a" / proposal / visit_id / "raw"
    where.mkdir(parents=True, exist_ok=True)
    run.senv("ProposalId", proposal)
    run.senv("VisitId", visit_id)
    run.senv("ScanDir", str(where))
    run.senv("ScanFile", ["scan-{ScanID:04d}.h5"])
    return where


DEMO = [
    ("ascan", ["ascan", "mot01", "0.0", "1.0", "10", "0.1"], {}),
    ("mesh", ["mesh", "mot01", "0", "1", "3", "mot02", "-1", "1", "2", "0.02"], {}),
    ("timescan", ["timescan", "8", "0.05", "0.02"], {}),
    ("a2scan", ["a2scan", "mot01", "0", "1", "mot_theta", "10", "20", "4", "0.02"], {}),
    ("dscan", ["dscan", "mot01", "-0.5", "0.5", "4", "0.02"], {}),
    ("aborted", ["ascan", "mot_slow", "0", "5", "50", "0.1"], {"abort_after": 1.5}),
    ("stopped", ["ascan", "mot_slow", "0", "5", "50", "0.1"], {"stop_after": 1.5}),
    ("failed", ["failscan", "mot01", "0", "1", "10", "0.02", "3"], {}),
    ("refused", ["ascan", "mot_slow", "0", "500", "5", "0.02"], {}),
    ("twoscans", ["twoscans", "mot01"], {}),
    ("ct", ["ct", "0.1"], {}),
]


class Listener:
    """Keeps the Door's RecordData and MacroStatus events, as a live display would."""

    def __init__(self, door):
        import tango

        self.kept = {"record-data": [], "macro-status": []}
        self.door = door
        self.ids = [
            door.subscribe_event(attribute, tango.EventType.CHANGE_EVENT, self.keeper(kind))
            for attribute, kind in (("RecordData", "record-data"), ("MacroStatus", "macro-status"))
        ]

    def keeper(self, kind):
        def keep(event):
            if event.err:
                return
            codec, payload = event.attr_value.value
            payload = payload.encode("latin-1") if isinstance(payload, str) else bytes(payload)
            if payload and codec == "utf8_json":
                self.kept[kind].append(json.loads(payload))
        return keep

    def close(self, out):
        time.sleep(0.3)
        for number in self.ids:
            self.door.unsubscribe_event(number)
        for kind, rows in self.kept.items():
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (out / f"{kind}.jsonl").write_text(text)


def demo(out):
    run = Runner(1)
    out = out and Path(out)
    if out:
        out.mkdir(parents=True, exist_ok=True)
        listener = Listener(run.door)
    results = []
    for name, words, options in DEMO:
        answer = run.macro(*words, **options)
        answer["name"] = name
        results.append(answer)
        say(f"{name:10s} {answer['ending']!s:10s} {answer['state']:6s} {answer['seconds']:6.2f} s  "
            f"{(answer['error'] or [''])[-1][:90]}")
    if out:
        listener.close(out)
        (out / "macros.json").write_text(json.dumps(results, indent=1, ensure_ascii=False))
    return results


def read(paths):
    import tango

    ok = True
    for path in paths:
        device, _, name = path.rpartition("/")
        try:
            got = tango.DeviceProxy(device).read_attribute(name)
            value = got.value.tolist() if hasattr(got.value, "tolist") else got.value
            print(f"{path}: {value} [{got.quality}] {got.time.todatetime().isoformat()}")
        except tango.DevFailed as error:
            ok = False
            print(f"{path}: {error.args[0].reason}: {error.args[0].desc.strip()}")
    return ok


def write(path, text):
    import tango

    device, _, name = path.rpartition("/")
    try:
        value = json.loads(text)
    except ValueError:
        value = text
    tango.DeviceProxy(device).write_attribute(name, value)


def server(action, instance):
    if action == "stop":
        return stop(f"sim-{instance}")
    import beamline_devices

    start_simulator(instance)
    devices = beamline_devices.INSTANCES[instance]
    wait_for(instance, lambda: all(pings(d) for d in devices), f"sim-{instance}")
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    p = commands.add_parser("up")
    p.add_argument("--no-web", action="store_true")
    p.add_argument("--fresh", action="store_true")
    for name in ("down", "status", "env", "install"):
        commands.add_parser(name)
    p = commands.add_parser("sink")
    p.add_argument("--kafka")
    p.add_argument("--topic", default="scan-events")
    p.add_argument("--file", default=str(DATA / "scan-events.jsonl"))
    p.add_argument("--points", action="store_true")
    p = commands.add_parser("visit")
    p.add_argument("proposal")
    p.add_argument("visit")
    p = commands.add_parser("scan")
    p.add_argument("--door", type=int, default=1, choices=sorted(DOORS))
    p.add_argument("--timeout", type=float, default=120)
    p.add_argument("--abort-after", type=float)
    p.add_argument("--stop-after", type=float)
    p.add_argument("--json", action="store_true")
    p.add_argument("macro")
    p.add_argument("words", nargs=argparse.REMAINDER)
    p = commands.add_parser("demo")
    p.add_argument("--out")
    p = commands.add_parser("read")
    p.add_argument("paths", nargs="+")
    p = commands.add_parser("write")
    p.add_argument("path")
    p.add_argument("value")
    p = commands.add_parser("server")
    p.add_argument("action", choices=["stop", "start"])
    p.add_argument("instance")
    args = parser.parse_args()

    if args.command == "env":
        print("\n".join(f"export {k}='{v}'" for k, v in addresses().items()))
        return 0
    if args.command == "status":
        return 0 if status() else 1
    if args.command == "down":
        down()
        return 0
    if args.command == "install":
        install()
        return 0
    # the rest talks Tango: go on inside the virtual environment
    if os.environ.get("LAB_INNER") != "1":
        if args.command == "up":
            install()
        return subprocess.run([str(VENV / "bin" / "python"), str(Path(__file__).resolve()), *sys.argv[1:]],
                              env=environment()).returncode

    if args.command == "up":
        up(args)
    elif args.command == "sink":
        sink = {"file": args.file, "points": args.points}
        if args.kafka:
            sink.update(kafka=args.kafka, topic=args.topic)
        Runner(1).senv("ScanEventSink", sink)
        print(json.dumps(sink))
    elif args.command == "visit":
        print(visit(args.proposal, args.visit))
    elif args.command == "scan":
        answer = Runner(args.door).macro(args.macro, *args.words, timeout=args.timeout,
                                         abort_after=args.abort_after, stop_after=args.stop_after)
        if args.json:
            print(json.dumps(answer, indent=1, ensure_ascii=False))
        else:
            print("\n".join(answer["output"] + answer["warning"] + answer["error"]))
        return 0 if answer["ending"] == "finish" else 1
    elif args.command == "demo":
        demo(args.out)
    elif args.command == "read":
        return 0 if read(args.paths) else 1
    elif args.command == "write":
        write(args.path, args.value)
    elif args.command == "server":
        server(args.action, args.instance)
    return 0


if __name__ == "__main__":
    sys.exit(main())
