"""A bounded file of messages that SciFish has not taken yet: JSON lines, oldest first."""

import os
import tempfile

try:
    import fcntl
except ImportError:  # Windows: one MacroServer per spool file, then
    fcntl = None


def default_path(host, port, environ=os.environ):
    """Environment SCIFISH_SPOOL, else a file in the user's cache, one per SciFish."""
    if environ.get("SCIFISH_SPOOL"):
        return environ["SCIFISH_SPOOL"]
    cache = environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(cache, "scizoo-scifish", "spool-%s-%s.jsonl" % (host.replace(":", "_"), port))


class _Locked:
    """Holds a lock file; several MacroServers of one account may share a spool."""

    def __init__(self, path, wait=True):
        self.path, self.wait, self.file = path, wait, None

    def __enter__(self):
        self.file = open(self.path, "ab")
        try:
            if fcntl:
                fcntl.flock(self.file, fcntl.LOCK_EX | (0 if self.wait else fcntl.LOCK_NB))
        except BaseException:
            self.file.close()
            raise
        return self

    def __exit__(self, *_):
        self.file.close()


class Spool:
    def __init__(self, path, max_bytes=64 * 1024 * 1024):
        self.max_bytes = max_bytes
        self.path = self._usable(path)

    @staticmethod
    def _usable(path):
        """The path, or one in the temporary directory where the first cannot be written."""
        other = os.path.join(tempfile.gettempdir(), "scizoo-scifish-%s" % getattr(os, "getuid", lambda: "user")())
        for candidate in (path, os.path.join(other, os.path.basename(path))):
            try:
                os.makedirs(os.path.dirname(os.path.abspath(candidate)), mode=0o700, exist_ok=True)
                open(candidate, "ab").close()
                return candidate
            except OSError:
                continue
        return path

    def _lock(self, what="lock", wait=True):
        return _Locked("%s.%s" % (self.path, what), wait)

    def _offset(self):
        try:
            with open(self.path + ".sent", encoding="ascii") as file:
                offset = int(file.read() or 0)
            return offset if offset <= os.path.getsize(self.path) else 0
        except (OSError, ValueError):
            return 0

    def _set_offset(self, offset):
        with open(self.path + ".new", "w", encoding="ascii") as file:
            file.write(str(offset))
        os.replace(self.path + ".new", self.path + ".sent")

    def waiting_bytes(self):
        try:
            return max(0, os.path.getsize(self.path) - self._offset())
        except OSError:
            return 0

    def append(self, line, is_important=True):
        """Keeps a line; False when there is no room. Points leave the last fifth to starts and ends of scans.

        @raise OSError: the disk does not take it
        """
        with self._lock():
            room = self.max_bytes if is_important else self.max_bytes * 0.8
            if os.path.exists(self.path) and os.path.getsize(self.path) + len(line) + 1 > room:
                self._compact()
                if os.path.getsize(self.path) + len(line) + 1 > room:
                    return False
            with open(self.path, "ab") as file:
                if file.tell() and not self._ends_with_newline():
                    file.write(b"\n")  # a line cut off by a crash stays its own, unreadable line
                file.write(line + b"\n")
                file.flush()
                if is_important:
                    os.fsync(file.fileno())
        return True

    def _ends_with_newline(self):
        with open(self.path, "rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"

    def _compact(self):
        """Drops what was sent from the front of the file."""
        offset = self._offset()
        if not offset:
            return
        with open(self.path, "rb") as old, open(self.path + ".compact", "wb") as new:
            old.seek(offset)
            for block in iter(lambda: old.read(1 << 20), b""):
                new.write(block)
            new.flush()
            os.fsync(new.fileno())
        # the position goes first: a crash between the two lines sends again, it does not skip
        self._set_offset(0)
        os.replace(self.path + ".compact", self.path)

    def set_aside(self, line):
        """Keeps a line that nobody will take, for a person to look at; False when there is no room for it either.

        @raise OSError: the disk does not take it
        """
        path = self.path + ".refused"
        with self._lock():
            if os.path.exists(path) and os.path.getsize(path) + len(line) + 1 > self.max_bytes / 4:
                return False
            with open(path, "ab") as file:
                file.write(line + b"\n")
        return True

    def drain(self, send, go_on=lambda: True):
        """Gives the lines to `send`, oldest first, until it returns False or `go_on` does. True when all are sent."""
        try:
            with self._lock("drain", wait=False):
                return self._drain(send, go_on)
        except BlockingIOError:
            return False  # another MacroServer is at it

    def _drain(self, send, go_on):
        while go_on():
            with self._lock():
                offset = self._offset()
                with open(self.path, "rb") as file:
                    file.seek(offset)
                    line = file.readline()
                if not line:
                    self._set_offset(0)
                    os.truncate(self.path, 0)
                    return True
            if line.strip() and not send(line.rstrip(b"\n")):
                return False
            with self._lock():
                # a compaction meanwhile has moved the line to the front
                moved = self._offset() != offset
                self._set_offset((0 if moved else offset) + len(line))
        return False
