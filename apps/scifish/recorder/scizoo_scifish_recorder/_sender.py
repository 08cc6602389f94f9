"""Takes messages off the scan's hands.

A thread of its own talks to SciFish, because a socket timeout alone bounds neither name resolution nor a slow disk
under the spool. The scan hands a message over and, for a start or an end, waits at most WAIT_S until it is safe: taken by
SciFish or on the spool. Points are not waited for.
"""

import atexit
import http.client
import json
import logging
import queue
import threading
import time
import urllib.parse

from ._spool import Spool, default_path

WAIT_S = 0.2  # what one event may cost the scan, in all
ANSWER_S = 1.0  # how long the thread waits for SciFish before it takes it as away
AWAY_S = (2.0, 30.0)  # pause before SciFish is tried again: at first, at most
MAX_QUEUED = 5000

log = logging.getLogger("scizoo.scifish.recorder")


class Refused(Exception):
    """SciFish will never take this message."""


# About the moment, not about the message: not found (behind a proxy that starts), time-out, too many, and another version
# of SciFish is needed. Such a message waits.
COME_AGAIN = (404, 408, 426, 429)
UPGRADE = 426


class OtherVersion(OSError):
    """SciFish does not understand this recorder yet, or not any more: its messages wait until one of them is renewed."""


def post(url, body, limit, headers=None):
    """@raise Refused, OtherVersion, OSError, http.client.HTTPException"""
    end = time.monotonic() + limit
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=limit)
    try:
        connection.connect()
        connection.sock.settimeout(max(0.01, end - time.monotonic()))
        connection.request("POST", parts.path.rstrip("/") + "/scan-events", body,
                           dict(headers or {}, **{"Content-Type": "application/json", "Connection": "close"}))
        connection.sock.settimeout(max(0.01, end - time.monotonic()))
        answer = connection.getresponse()
        if answer.status < 300:
            return
        reason = answer.read(2000).decode("utf-8", "replace")
        if 400 <= answer.status < 500 and answer.status not in COME_AGAIN:
            raise Refused("%s %s" % (answer.status, reason))
        if answer.status == UPGRADE:
            raise OtherVersion(_message_in(reason))
        raise OSError("SciFish answers %s %s" % (answer.status, reason))
    finally:
        connection.close()


def _message_in(answer):
    try:
        return str(json.loads(answer)["message"])
    except (ValueError, KeyError, TypeError):
        return "SciFish and its recorder do not fit together"


class Ticket:
    """What became of a message: `safe` is set once SciFish or the spool has it."""

    def __init__(self, body, is_important):
        self.body, self.is_important = body, is_important
        self.safe = threading.Event()


class Sender:
    def __init__(self, url, spool, clock=time.monotonic):
        self.url, self.spool, self.clock = url, spool, clock
        self.queue = queue.SimpleQueue()
        self.watched = []  # scans that have not ended
        self.away_until, self.pause = 0.0, AWAY_S[0]
        self.lost = 0
        self.complaint = None  # what somebody at the beamline should know
        self.refused = None  # the same, told once
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._run, name="scifish-sender", daemon=True)
        self.thread.start()

    # ---- called by the scan ----------------------------------------------
    def hand_over(self, body, is_important, deadline=None):
        """Returns at once for points, else when the message is safe or the deadline has passed. True if safe."""
        ticket = Ticket(body, is_important)
        left = WAIT_S if deadline is None else max(0.0, deadline - time.monotonic())
        if self.queue.qsize() >= MAX_QUEUED:
            self._lose("the queue to SciFish is full")
            return False
        self.queue.put(ticket)
        return is_important and left > 0 and ticket.safe.wait(left)

    def warnings(self):
        """What people at the beamline should hear at the start of a scan; scans go on all the same."""
        texts = [text for text in (self.complaint, self.refused) if text]
        self.refused = None
        if self.lost:
            texts.append("%d scan events are lost since the MacroServer started: %s is full" % (self.lost, self.spool.path))
        return texts

    def watch(self, scan):
        """Tells the end of a scan for which Sardana gives none."""
        self.watched.append(scan)

    def close(self, patience=2.0):
        self.stopping.set()
        self.thread.join(patience)

    # ---- the thread ------------------------------------------------------
    def _run(self):
        while not (self.stopping.is_set() and self.queue.empty()):
            try:
                ticket = self.queue.get(timeout=0.25)
            except queue.Empty:
                ticket = None
            try:
                self._look_after_scans()
                if ticket:
                    self._take(ticket)
                elif self.spool.waiting_bytes() and not self._is_away():
                    self._drain()
            except Exception as error:  # the thread must live as long as the MacroServer
                self._lose("a scan event is lost: %r" % error)

    def _take(self, ticket):
        if not self._is_away() and not self.spool.waiting_bytes() and self._send(ticket.body):
            ticket.safe.set()
        elif self.spool.append(ticket.body, ticket.is_important):
            ticket.safe.set()
        else:
            self._lose("the spool %s is full" % self.spool.path)

    def _look_after_scans(self):
        for scan in list(self.watched):
            is_lost = scan.is_lost()
            if is_lost or scan.has_ended:
                self.watched.remove(scan)
            if is_lost:
                scan.tell_lost()

    def _drain(self):
        # new messages must not wait behind the spool: they join its end at once
        self.spool.drain(self._send, go_on=lambda: self.queue.empty() and not self.stopping.is_set())

    def _is_away(self):
        return self.clock() < self.away_until

    def _send(self, body):
        """True if the message needs no more care."""
        try:
            post(self.url, body, ANSWER_S, self._state())
        except Refused as error:
            self._refused(error, body)
        except OtherVersion as error:
            self.away_until = self.clock() + self.pause
            self.complaint = "scans are not told yet: %s; they wait in %s" % (error, self.spool.path)
            log.error(self.complaint)
            return False
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.away_until = self.clock() + self.pause
            self.pause = min(self.pause * 2, AWAY_S[1])
            log.warning("SciFish at %s is away (%s); events wait in %s", self.url, error, self.spool.path)
            return False
        self.pause = AWAY_S[0]
        self.complaint = None
        return True

    def _refused(self, error, body):
        try:
            kept = self.spool.set_aside(body)
        except OSError:
            kept = False
        where = "it is kept in %s.refused" % self.spool.path if kept else "it is lost"
        log.error("SciFish refuses a scan event: %s; %s; %s", error, _headline(body), where)
        self.refused = "SciFish refuses the %s, %s: %s" % (_headline(body), where, error)
        if not kept:
            self.lost += 1

    def _state(self):
        """For the operator: SciFish shows it among its metrics."""
        return {"X-Recorder-Waiting-Bytes": str(self.spool.waiting_bytes()), "X-Recorder-Lost": str(self.lost)}

    def _lose(self, why):
        self.lost += 1
        if self.lost in (1, 10, 100) or self.lost % 1000 == 0:
            log.error("%s (%d lost since start)", why, self.lost)


def _headline(body):
    try:
        message = json.loads(body)
        return "%s of scan %s" % (message.get("event"), message.get("scan", {}).get("serialno"))
    except ValueError:
        return "unreadable message"


_senders = {}
_lock = threading.Lock()


def sender_for(url):
    """The sender to this SciFish: one for all scans of the process, so that their order is kept."""
    with _lock:
        if url not in _senders:
            parts = urllib.parse.urlsplit(url)
            _senders[url] = Sender(url, Spool(default_path(parts.hostname or "127.0.0.1", parts.port or 80)))
            atexit.register(_senders[url].close)
        return _senders[url]
