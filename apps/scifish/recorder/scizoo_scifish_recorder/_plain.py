"""Values of a control system as strict JSON: no NaN, no numpy, no naive times, no text that is not Unicode."""

import datetime
import enum
import json
import math

MAX_TEXT = 4000
MAX_ITEMS = 256  # longer arrays are described, not sent: they are in the data file
MAX_DEPTH = 8
MAX_KEYS = 500
SAFE_INTEGER = 2**53 - 1  # beyond it, JSON readers lose digits


def text(value, limit=MAX_TEXT):
    """Text as it was meant: UTF-8 bytes that came through Tango's Latin-1 strings are put right again."""
    value = str(value)
    if not value.isascii():
        try:
            value = value.encode("latin-1").decode("utf-8")
        except UnicodeError:
            pass
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value if len(value) <= limit else value[: limit - 1] + "…"


def moment(value):
    """ISO 8601 with zone from an epoch or a datetime; a naive datetime is local time, as Sardana's are."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        value = datetime.datetime.fromtimestamp(value, datetime.timezone.utc)
    if not isinstance(value, datetime.datetime):
        return None
    return value.astimezone(datetime.timezone.utc).isoformat(timespec="microseconds")


def count_of(value):
    """Number of elements of an array or list, None for anything else."""
    size = getattr(value, "size", None)
    if isinstance(size, int) and getattr(value, "shape", None) not in (None, ()):
        return size
    return len(value) if isinstance(value, (list, tuple, set, frozenset)) else None


def shape_of(value):
    shape = getattr(value, "shape", None)
    return " x ".join(str(n) for n in shape) if shape else str(count_of(value))


def plain(value, depth=0):
    """A value that `json.dumps(allow_nan=False)` takes. What is not a number becomes None."""
    if hasattr(value, "tolist") and hasattr(value, "dtype"):  # numpy, without importing it
        value = value.tolist()
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, enum.Enum):
        return text(value.name)
    if isinstance(value, int):
        return int(value) if abs(value) <= SAFE_INTEGER else str(int(value))
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, (bytes, bytearray)):
        return text(bytes(value[:MAX_TEXT]).decode("utf-8", "replace"))
    if isinstance(value, datetime.datetime):
        return moment(value)
    if depth < MAX_DEPTH and isinstance(value, dict):
        return {text(k, 256): plain(v, depth + 1) for k, v in list(value.items())[:MAX_KEYS]}
    if depth < MAX_DEPTH and isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v, depth + 1) for v in list(value)[:MAX_KEYS]]
    return text(value)


def is_not_a_number(value):
    """True if a number, or one of an array, is NaN or infinite."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, float):
        return not math.isfinite(value)
    return isinstance(value, (list, tuple)) and any(is_not_a_number(v) for v in value)


def captured(value):
    """`value`, and `quality` or `error` where the value does not tell all."""
    size = count_of(value)
    if size is not None and size > MAX_ITEMS:
        return {"error": "array of %s values is not copied here; see the data file" % shape_of(value)}
    out = {"value": plain(value)}
    if is_not_a_number(value):
        out["quality"] = "invalid"
    return out


def encode(message):
    """One message as one line of strict JSON."""
    return json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8", "replace")
