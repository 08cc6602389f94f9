"""Units of snapshot values and motors. Sardana's snapshot has none; the Tango attribute's configuration has.

They are asked for outside the scan's thread and kept for an hour: a device that does not answer delays no scan.
"""

import queue
import threading
import time

KEEP_S = 3600.0
# Never let go: PyTango destroys a proxy with the interpreter lock held, waiting for Tango's list of events, while Tango's
# own thread holds that list and waits for the interpreter. The MacroServer then stands still for ever.
_proxies = {}
_known = {}  # source → (unit or None, when asked)
_asked = queue.Queue()
_lock = threading.Lock()
_thread = None


def sources(env):
    """Key in the message → Tango attribute that has the unit."""
    out = {}
    for desc in env.get("preScanSnapShot") or []:
        source = getattr(desc, "source", desc.name)
        out[source] = source
    for desc in env.get("datadesc") or []:
        moveable = getattr(desc, "moveable", None)
        name = getattr(moveable, "full_name", None) or getattr(moveable, "name", None)
        if isinstance(name, str) and not getattr(desc, "data_units", None):
            out[desc.name] = name + "/Position"
    return out


def of(wanted, limit, look_up=None):
    """Units known within `limit` seconds; what is not known yet will be for the next scan."""
    now = time.monotonic()
    missing = [attr for attr in set(wanted.values()) if attr not in _known or now - _known[attr][1] > KEEP_S]
    if missing:
        _start_thread(look_up or _from_tango)
        done = threading.Event()
        _asked.put((missing, done))
        done.wait(limit)
    return {key: _known[attr][0] for key, attr in wanted.items() if attr in _known and _known[attr][0]}


def _start_thread(look_up):
    global _thread
    with _lock:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_run, args=(look_up,), name="scifish-units", daemon=True)
            _thread.start()


def _run(look_up):
    while True:
        missing, done = _asked.get()
        for attribute in missing:
            if attribute in _known and time.monotonic() - _known[attribute][1] <= KEEP_S:
                continue
            try:
                unit = look_up(attribute)
            except Exception:  # a device without an answer has no unit for now
                unit = None
            _known[attribute] = (unit, time.monotonic())
        done.set()


def _from_tango(attribute):
    import tango

    with tango.EnsureOmniThread():
        if attribute not in _proxies:
            _proxies[attribute] = tango.AttributeProxy(attribute)
        unit = _proxies[attribute].get_config().unit
    return None if unit in ("", "No unit", "Not specified") else unit
