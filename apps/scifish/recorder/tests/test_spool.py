import os
import tempfile
import unittest

from scizoo_scifish_recorder._spool import Spool, default_path


class SpoolTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = os.path.join(self.folder.name, "sub", "spool.jsonl")

    def drained(self, spool, limit=None):
        got = []

        def take(line):
            if limit is not None and len(got) >= limit:
                return False
            got.append(line)
            return True

        return got, spool.drain(take)

    def test_gives_back_in_order_and_goes_on_where_it_was(self):
        spool = Spool(self.path)
        for n in range(5):
            self.assertTrue(spool.append(b"%d" % n))
        self.assertEqual(self.drained(spool, 2), ([b"0", b"1"], False))
        again = Spool(self.path)  # after a restart
        again.append(b"5")
        self.assertEqual(self.drained(again), ([b"2", b"3", b"4", b"5"], True))
        self.assertEqual((again.waiting_bytes(), os.path.getsize(self.path)), (0, 0))

    def test_is_bounded_and_keeps_room_for_starts_and_ends(self):
        spool = Spool(self.path, max_bytes=100)
        while spool.append(b"point....", is_important=False):
            pass
        self.assertTrue(spool.append(b"end of it"))
        self.assertLessEqual(os.path.getsize(self.path), 100)
        got, _ = self.drained(spool, 5)
        self.assertTrue(spool.append(b"x" * 40), "room is won back from what was sent")
        rest, _ = self.drained(spool)
        self.assertEqual(len(got) + len(rest), 8 + 1 + 1)
        self.assertEqual(rest[-1], b"x" * 40)

    def test_a_line_cut_off_by_a_crash_stays_alone(self):
        spool = Spool(self.path)
        with open(self.path, "ab") as file:
            file.write(b'{"cut')
        spool.append(b'{"whole":1}')
        self.assertEqual(self.drained(spool)[0], [b'{"cut', b'{"whole":1}'])

    def test_a_position_beyond_the_file_is_not_believed(self):
        spool = Spool(self.path)
        spool._set_offset(1000)
        spool.append(b"a")
        self.assertEqual(self.drained(spool), ([b"a"], True))

    def test_one_drains_at_a_time(self):
        spool, other = Spool(self.path), Spool(self.path)
        spool.append(b"a")
        seen = []
        spool.drain(lambda line: seen.append((line, other.drain(lambda _: True))) or True)
        self.assertEqual(seen, [(b"a", False)])

    def test_a_folder_that_cannot_be_written_gives_way_to_the_temporary_one(self):
        blocked = os.path.join(self.folder.name, "file")
        open(blocked, "w").close()
        spool = Spool(os.path.join(blocked, "spool-%d.jsonl" % os.getpid()))
        self.addCleanup(lambda: [os.remove(spool.path + end) for end in ("", ".lock") if os.path.exists(spool.path + end)])
        self.assertNotIn(blocked, spool.path)
        self.assertTrue(spool.append(b"a"))

    def test_where_it_is(self):
        self.assertEqual(default_path("h", 1, {"SCIFISH_SPOOL": "/s"}), "/s")
        self.assertEqual(default_path("h", 1, {"XDG_CACHE_HOME": "/c"}), "/c/scizoo-scifish/spool-h-1.jsonl")
