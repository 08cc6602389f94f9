"""What is told to SciFish: plain JSON, documented in the README. No Sardana here, only what its environment holds."""

import time
import uuid

from . import PROTOCOL, __version__
from ._plain import captured, count_of, moment, plain, text

# MacroServer variables that say whose scan it is
VARIABLES = ("ProposalId", "VisitId", "Beamline", "SampleId", "ScanTitle", "Technique")
PROCESS = uuid.uuid4().hex  # of this MacroServer's run: another one on the same Door means that this one has ended
END_STATUS = ("Normal", "Stop", "Abort", "Exception")  # as Sardana's ScanEndStatus counts


def identifier(value):
    """Sardana evaluates what looks like a number: the visit "2026112208" may arrive as one."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return text(value, 1000)


def scan_facts(env, macro_name, door, variables):
    """What every message tells, so that each one can be understood alone."""
    return {
        "serialno": plain(env["serialno"]),
        "door": text(door or "unknown", 256),  # without one SciFish would refuse the scan
        "startts": plain(env["startts"]),
        "starttime": moment(env["startts"]),
        "title": text(env["title"]),
        "macro": text(macro_name, 128),
        "macroId": plain(env.get("macro_id")),
        "user": text(env["user"], 256) if env.get("user") else None,
        "ScanDir": text(env["ScanDir"]) if env.get("ScanDir") else None,
        "ScanFile": [text(name) for name in env.get("ScanFile") or []],
        "environment": {name: identifier(value) for name, value in variables.items() if value not in (None, "")},
    }


def envelope(event, sequence, scan):
    return {
        "event": event,
        "sequence": sequence,
        "time": moment(time.time()),
        "recorder": {
            "name": "scizoo-scifish-recorder",
            "version": __version__,
            "protocol": PROTOCOL,
            "process": PROCESS,
        },
        "scan": scan,
    }


def column(desc, unit=None):
    shape = getattr(desc, "shape", None)
    instrument = getattr(desc, "instrument", None)
    if instrument is not None and not isinstance(instrument, str):
        instrument = getattr(instrument, "full_name", str(instrument))
    out = {
        "name": text(desc.name, 512),
        "label": text(getattr(desc, "label", desc.name), 256),
        "dtype": text(getattr(desc, "dtype", ""), 32),
        "shape": plain(list(shape)) if shape is not None else [],
        "unit": getattr(desc, "data_units", None) or unit,
        "instrument": instrument,
        "source": getattr(desc, "source", None),
        "min": plain(getattr(desc, "min_value", None)),
        "max": plain(getattr(desc, "max_value", None)),
    }
    for name in ("unit", "instrument", "source"):
        out[name] = text(out[name], 512) if out[name] else None
    is_motor = hasattr(desc, "is_reference") or hasattr(desc, "moveable")
    return dict({key: value for key, value in out.items() if value is not None}, isMotor=is_motor)


def snapshot_item(desc, unit, read_at):
    out = {"label": text(getattr(desc, "label", None) or desc.name, 256), "source": text(getattr(desc, "source", desc.name), 512)}
    if unit:
        out["unit"] = text(unit, 64)
    out["readAt"] = read_at
    out.update(captured(desc.pre_scan_value))
    return out


def info(value):
    """SampleInfo and SourceInfo should be dictionaries, but `senv SampleInfo Fe3O4` makes a text."""
    if value is None or value == "":
        return {}
    return plain(value) if isinstance(value, dict) else {"info": plain(value)}


def start_body(env, units):
    # the snapshot was read between startts and scanstartts; only of the later one is it certain that it was there
    read_at = moment(env.get("scanstartts", env["startts"]))
    return {
        "estimatedtime": plain(env.get("estimatedtime")),
        "totalScanIntervals": plain(env.get("total_scan_intervals")),
        "refMoveables": plain(list(env.get("ref_moveables") or [])),
        "counters": plain(list(env.get("counters") or [])),
        "columns": [column(desc, units.get(desc.name)) for desc in env["datadesc"]],
        "snapshot": [
            snapshot_item(desc, units.get(getattr(desc, "source", desc.name)), read_at)
            for desc in env.get("preScanSnapShot") or []
        ],
        "sampleInfo": info(env.get("SampleInfo")),
        "sourceInfo": info(env.get("SourceInfo")),
    }


def scalar_labels(datadesc):
    """Column name → short name, of scalar columns; the full name where two columns share a short one."""
    out, used = {}, set()
    for desc in datadesc:
        label = text(getattr(desc, "label", desc.name), 256)
        label = text(desc.name, 256) if label in used else label
        used.add(label)
        shape = getattr(desc, "shape", None)
        if shape is None or len(shape) == 0:
            out[desc.name] = label
    return out


def points_body(points, labels, done):
    """Points in column form. `labels`: column name → label, scalar columns only."""
    columns = {}
    for name, label in labels.items():
        values = [point.get(name) for _, point in points]
        if not any(count_of(value) is not None for value in values):
            columns[label] = [plain(value) if not isinstance(value, str) else text(value, 256) for value in values]
    return {"pointsDone": done, "firstPoint": points[0][0] if points else done, "columns": columns}


def end_body(env, done, failure):
    status = env.get("endstatus")
    if isinstance(status, int) and 0 <= status < len(END_STATUS):
        status = END_STATUS[status]
    return {
        "endtime": moment(env["endts"]),
        # without one nobody knows how it ended, but it has ended
        "endstatus": text(status) if status in END_STATUS else "Exception",
        "exception": failure,
        "pointsDone": done,
        "times": {
            name: plain(env[name])
            for name in ("acqtime", "motiontime", "deadtime", "delaytime", "setuptime")
            if isinstance(env.get(name), (int, float))
        },
    }


def failure_of(error):
    """Type and text of the exception that ended a scan; of a Tango error the innermost description."""
    if error is None:
        return None
    try:
        description = error.args[0].desc
    except (AttributeError, IndexError, TypeError):
        description = str(error)
    return {"type": type(error).__name__, "text": text(description.strip() or type(error).__name__, 1000)}
