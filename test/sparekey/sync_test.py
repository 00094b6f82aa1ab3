"""`sparekey sync` and `device`: two vaults over a running sparekeyd, and over one that lies."""
import base64
import contextlib
import glob
import itertools
import json
import os
import sqlite3
import struct
import subprocess
import unittest

from nacl.public import PrivateKey
from nacl.signing import SigningKey

from program import PASSPHRASE, oathtool
from syncing import OTHER_SECRET, SECRET, SyncCase


def text(octets):
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


class TwoDevices(SyncCase):
    def test_what_one_adds_the_other_shows_with_the_code_of_oathtool(self):
        self.join(self.phone)
        for _ in range(3):
            before = oathtool(SECRET, "--totp")
            code = self.at(self.phone).ok("code", "github", "--json").json["code"]
            if before == oathtool(SECRET, "--totp"):
                break
        self.assertEqual(code, before)
        devices = self.ok("device", "--json").json["devices"]
        self.assertEqual([one["this_one"] for one in devices], [False, True])

        self.at(self.phone).add("Bank", OTHER_SECRET)
        self.assertEqual(self.sync(self.phone)["sent"], 1)
        self.assertEqual(self.sync(self.laptop)["received"], 1)
        self.assertEqual(self.names(self.laptop), ["Bank", "GitHub"])

    def test_edits_without_a_network_are_merged(self):
        self.join(self.phone)
        self.at(self.phone).ok("edit", "github", "--note", "of the phone")
        self.at(self.laptop).ok("edit", "github", "--tag", "work")
        self.at(self.laptop).add("Bank", OTHER_SECRET)
        for vault in (self.phone, self.laptop, self.phone):
            self.sync(vault)
        for vault in (self.phone, self.laptop):
            found = self.at(vault).ok("list", "--json").json["entries"]
            github = next(one for one in found if one["issuer"] == "GitHub")
            self.assertEqual((github["note"], github["tags"]), ("of the phone", ["work"]))
            self.assertEqual(len(found), 2)
        self.at(self.phone).ok("delete", "bank", "--yes")
        self.sync(self.phone)
        self.sync(self.laptop)
        self.assertEqual(self.names(self.laptop), ["GitHub"])
        self.at(self.laptop).ok("undo", "bank")
        self.sync(self.laptop)
        self.sync(self.phone)
        self.assertEqual(self.names(self.phone), ["Bank", "GitHub"])

    def test_a_removed_device_gets_nothing_more_and_keeps_what_it_has(self):
        self.join(self.phone)
        self.sync(self.laptop)
        devices = self.ok("device", "--json").json["devices"]
        phone = next(one["id"] for one in devices if not one["this_one"])
        new = self.write("new", "quite another passphrase\n")
        self.ok("device", "--remove", phone[:8], "--new-passphrase-file", new)
        self.passphrase_file = new
        self.add("Bank", OTHER_SECRET)
        self.assertEqual(self.sync(self.laptop)["sent"], 1)
        self.passphrase_file = self.write("passphrase", PASSPHRASE + "\n")
        self.at(self.phone).refused(6, "device-not-accepted", "sync")
        self.assertEqual(self.names(self.phone), ["GitHub"])
        self.ok("code", "github")

    def remove_phone(self, *how):
        devices = self.at(self.laptop).ok("device", "--json").json["devices"]
        phone = [one["id"] for one in devices if not one["this_one"]][0]
        new = self.write("new", "quite another passphrase\n")
        return ("device", "--remove", phone[:8], "--new-passphrase-file", new, *how)

    def test_a_removal_that_is_interrupted_is_ended_by_any_device(self):
        tablet = self.path("tablet.json")
        self.join(self.phone)
        self.join(tablet)
        self.sync(self.laptop)
        words = self.remove_phone()
        self.between.gone = "/entries"
        self.refused(1, "server-unreachable", *words)
        self.between.gone = None
        # What was sealed under the earlier key is sealed anew by whoever comes first.
        self.assertEqual(self.sync(tablet)["sent"], 1)
        self.passphrase_file = self.path("new")
        self.assertEqual(self.sync(self.laptop)["sent"], 0)
        self.passphrase_file = self.write("passphrase", PASSPHRASE + "\n")
        for vault, passphrase in ((tablet, PASSPHRASE), (self.laptop, "quite another passphrase")):
            self.passphrase_file = self.write("one", passphrase + "\n")
            self.assertEqual(self.sync(vault)["sent"], 0)
            records = json.loads(self.content())["entries"]
            self.assertEqual([one["epoch"] for one in records], [2])
            self.assertEqual(self.names(vault), ["GitHub"])
        self.passphrase_file = self.write("passphrase", PASSPHRASE + "\n")
        self.at(self.phone).refused(6, "device-not-accepted", "sync")

    def test_a_device_is_removed_from_a_vault_of_ten_thousand_entries(self):
        keys = (base64.b32encode(os.urandom(20)).decode() for _ in range(9_999))
        lines = (f"otpauth://totp/Site{n}:ada?secret={key}&issuer=Site{n}\n"
                 for n, key in enumerate(keys))
        many = self.write("many", "".join(lines))
        self.at(self.laptop).ok("import", many)
        self.assertEqual(self.sync(self.laptop)["sent"], 9_999)
        self.join(self.phone)
        self.assertEqual(len(self.names(self.phone)), 10_000)
        self.sync(self.laptop)
        self.assertEqual(self.ok(*self.remove_phone("--json")).json["sent"], 10_000)
        self.passphrase_file = self.path("new")
        records = json.loads(self.content())["entries"]
        self.assertEqual({one["epoch"] for one in records}, {2})
        self.assertEqual(self.sync(self.laptop)["sent"], 0)

    def edit_offline(self, turn, tags):
        """Each device changes what the other does not know of yet: the names and tags that must
        be there afterwards."""
        new = {self.laptop: f"laptop-{turn}", self.phone: f"phone-{turn}"}
        for vault, tag in new.items():
            self.at(vault).add(f"Entry {tag}", OTHER_SECRET)
            words = [word for one in sorted(tags | {tag}) for word in ("--tag", one)]
            self.ok("edit", "github", *words)
        return {f"Entry {tag}" for tag in new.values()}, tags | set(new.values())

    def entries(self, vault):
        entries = self.at(vault).ok("list", "--json").json["entries"]
        return sorted((one["issuer"], one["account"], one["note"], tuple(one["tags"]))
                      for one in entries)

    def test_in_every_order_of_syncing_both_end_up_the_same(self):
        self.join(self.phone)
        names, tags = {"GitHub"}, set()
        for turn, order in enumerate(itertools.product((self.laptop, self.phone), repeat=3)):
            more, tags = self.edit_offline(turn, tags)
            names |= more
            for vault in (*order, self.laptop, self.phone, self.laptop):
                self.sync(vault)
            found = self.entries(self.laptop)
            self.assertEqual(found, self.entries(self.phone))
            self.assertEqual([issuer for issuer, *_ in found], sorted(names))
            github = next(one for one in found if one[0] == "GitHub")
            self.assertEqual(set(github[3]), tags)

    def test_a_new_passphrase_is_the_servers_too(self):
        new = self.write("new", "quite another passphrase\n")
        self.at(self.laptop).add("Bank", OTHER_SECRET)
        self.ok("passphrase", "--new-passphrase-file", new)
        server = ("--server", self.url, "--email", self.email)
        self.at(self.phone).refused(6, "not-accepted", "device", "--join", *server)
        old, self.passphrase_file = self.passphrase_file, new
        self.join(self.phone)
        self.assertEqual(self.names(self.phone), ["Bank", "GitHub"])
        self.at(self.laptop).ok("sync")
        # Where the server is gone it stays what it was.
        self.between.lie = lambda *_: (502, "<html>")
        self.refused(1, "server-unreachable", "passphrase", "--new-passphrase-file", old)
        self.ok("code", "bank")

    def test_a_wrong_clock_syncs(self):
        self.join(self.phone)
        self.at(self.phone).add("Bank", OTHER_SECRET)
        done = subprocess.run(["faketime", "-f", "+3h", *self.words("sync", "--json")], text=True,
                              capture_output=True, env=self.environment())
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.sync(self.laptop)
        self.assertEqual(self.names(self.laptop), ["Bank", "GitHub"])


class Refusing(SyncCase):
    def test_without_a_recovery_key_there_is_no_account(self):
        self.at(self.path("bare.json")).add("Site", SECRET)
        self.refused(6, "no-recovery-key", "sync", "--server", self.url, "--email", "b@example.org")
        self.refused(2, "usage", "sync")
        self.refused(2, "usage", "sync", "--server", "http://example.org", "--email", "b@x.org")

    def test_a_server_that_is_gone_or_refuses_leaves_the_vault_as_it_was(self):
        self.at(self.laptop).add("Bank", OTHER_SECRET)
        before = self.content()
        self.between.lie = lambda *_: (401, {"type": "/errors/device-not-accepted", "title": "No."})
        self.refused(6, "device-not-accepted", "sync")
        self.between.lie = lambda *_: (502, "<html>")
        self.refused(1, "server-unreachable", "sync")
        self.assertEqual(self.content(), before)
        self.ok("code", "bank")

    def test_a_file_that_names_no_server_says_so_and_stays_as_it_was(self):
        for url in ("ftp://example.org", "https://", "http://example.org", "https://a/b",
                    "x\n\u001b[2J"):
            vault = json.loads(self.at(self.laptop).content())
            vault["server"]["url"] = url
            self.write("laptop.json", json.dumps(vault))
            before = self.content()
            new = self.write("new", "quite another passphrase\n")
            said = self.refused(2, "usage", "sync")
            self.assertIn("A server is https://", said)
            self.assertNotIn("\u001b", said)
            self.refused(2, "usage", "passphrase", "--new-passphrase-file", new)
            self.refused(2, "usage", "device", "--remove", "phone", "--new-passphrase-file", new)
            self.assertEqual(self.content(), before)
            self.ok("code", "github")

    def lied(self, lie):
        before = self.at(self.phone).content()
        self.between.lie = lie
        said = self.refused(6, "server-lied", "sync")
        self.between.lie = None
        self.assertEqual(self.content(), before)
        return said

    def test_a_server_that_lies_is_noticed(self):
        self.join(self.phone)
        self.at(self.laptop).add("Bank", OTHER_SECRET)
        self.add("Mail", OTHER_SECRET)
        self.ok("edit", "github", "--note", "later")
        self.sync(self.laptop)

        def changes(change):
            def lie(_, path, status, told):
                if "/changes/" in path:
                    change(told["changes"])
                return status, told
            return lie

        def rolled_back(_, path, status, told):
            return status, {**told, "seq": 0} if path.endswith("/vault") else told

        def forged(all):
            octets = bytearray(base64.urlsafe_b64decode(all[0]["record"]["sealed"] + "=="))
            octets[30] ^= 1
            all[0]["record"]["sealed"] = base64.urlsafe_b64encode(octets).decode().rstrip("=")

        def swapped(all):
            for name in ("record", "seal_digest"):
                all[0][name], all[1][name] = all[1][name], all[0][name]

        def devices(_, path, status, told):
            if path.endswith("/vault"):
                head = json.loads(told["head"])
                roster = json.loads(head["roster"]["text"])
                roster["number"] += 1
                head["roster"]["text"] = json.dumps(roster)
                told["head"] = json.dumps(head)
            return status, told

        def unmarked(_, path, status, told):
            return status, {**told, "mark": None} if "/changes/" in path else told

        def marked_by_nobody(_, path, status, told):
            if "/changes/" in path:
                told["mark"]["signature"] = "A" * 86
            return status, told

        self.assertIn("forgot", self.lied(rolled_back))
        self.assertIn("left out", self.lied(changes(lambda all: all.pop(0))))
        self.assertIn("left out", self.lied(changes(lambda all: all.reverse())))
        self.assertIn("keeps back", self.lied(changes(lambda all: all.clear())))
        self.assertIn("nobody made", self.lied(changes(forged)))
        self.assertIn("another history", self.lied(changes(swapped)))
        unsealed = changes(lambda all: all[-1].update(record=None))
        self.assertIn("keeps back what", self.lied(unsealed))
        self.assertIn("another vault", self.lied(devices))
        self.assertIn("No device", self.lied(lambda *all: unmarked(*all)))
        self.assertIn("No device", self.lied(lambda *all: marked_by_nobody(*all)))
        self.assertEqual(self.sync(self.phone)["received"], 3)

    def database(self):
        return contextlib.closing(sqlite3.connect(f"{self.site.folder.name}/var/sparekey.db",
                                                  timeout=20))

    def vault_rows(self):
        """What the server has of this test's vault."""
        vault = bytes.fromhex(json.loads(self.at(self.laptop).content())["vault"])
        with self.database() as db:
            head = db.execute("SELECT * FROM sync_vault WHERE vault_id = ?", (vault,)).fetchone()
            return head, db.execute("SELECT * FROM sync_change WHERE account_id = ?",
                                    (head[0],)).fetchall()

    def set_back(self, head, changes):
        with self.database() as db, db:
            for table, rows in (("sync_vault", [head]), ("sync_change", changes)):
                db.execute(f"DELETE FROM {table} WHERE account_id = ?", (head[0],))
                for row in rows:
                    db.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)

    def test_a_server_that_swallows_a_change_is_found_by_whoever_sent_it(self):
        self.at(self.laptop).add("Bank", OTHER_SECRET)
        self.between.swallow = "/entries"
        self.assertEqual(self.sync(self.laptop)["sent"], 1)
        self.between.swallow = None
        self.assertIn("forgot", self.refused(6, "server-lied", "sync"))

    def test_two_histories_are_noticed_and_a_restored_server_is_caught_up_with(self):
        self.join(self.phone)
        backup = self.vault_rows()
        self.at(self.laptop).add("Bank", OTHER_SECRET)
        self.sync(self.laptop)
        self.set_back(*backup)
        self.assertIn("forgot", self.at(self.laptop).refused(6, "server-lied", "sync"))
        # The phone does not know that there was more.
        self.at(self.phone).add("Mail", OTHER_SECRET)
        self.sync(self.phone)
        said = self.at(self.laptop).refused(6, "server-lied", "sync")
        self.assertIn("another history", said)
        self.assertEqual(self.names(self.laptop), ["Bank", "GitHub"])
        self.ok("sync", "--server-restored")
        self.assertEqual(self.names(self.laptop), ["Bank", "GitHub", "Mail"])
        self.sync(self.phone)
        self.assertEqual(self.names(self.phone), ["Bank", "GitHub", "Mail"])

    def test_a_restored_server_that_forgot_a_removal_is_told_of_it(self):
        self.join(self.phone)
        self.sync(self.laptop)
        backup = self.vault_rows()
        devices = self.ok("device", "--json").json["devices"]
        phone = [one["id"] for one in devices if not one["this_one"]][0]
        new = self.write("new", "quite another passphrase\n")
        self.ok("device", "--remove", phone[:8], "--new-passphrase-file", new)
        self.passphrase_file = new
        self.set_back(*backup)
        self.refused(6, "server-lied", "sync")
        self.ok("sync", "--server-restored")
        self.passphrase_file = self.write("passphrase", PASSPHRASE + "\n")
        self.at(self.phone).refused(6, "device-not-accepted", "sync")

    def test_the_operator_gets_no_key_by_writing_himself_into_the_list(self):
        """The same device with other keys, signed by those: what a new device is shown."""
        head, changes = self.vault_rows()
        vault = json.loads(head[2])
        roster = json.loads(vault["roster"]["text"])
        signing = SigningKey.generate()
        roster["number"] += 5
        roster["devices"][0].update(sign=text(bytes(signing.verify_key)),
                                    box=text(bytes(PrivateKey.generate().public_key)))
        signed = json.dumps(roster)
        purpose = b"sparekey-vault-1 roster"
        message = struct.pack(">Q", len(purpose)) + purpose + signed.encode()
        vault["roster"].update(text=signed, signature=text(signing.sign(message).signature))
        self.set_back((*head[:2], json.dumps(vault), *head[3:]), changes)
        server = ("--server", self.url, "--email", self.email)
        said = self.at(self.phone).refused(6, "server-lied", "device", "--join", *server)
        self.assertIn("does not open", said)
        self.at(self.laptop).refused(6, "device-not-accepted", "sync")

    def test_a_device_that_sends_rubbish_stops_nobody_and_is_removed(self):
        self.join(self.phone)
        self.at(self.phone).add("Bank", OTHER_SECRET)
        self.sync(self.phone)
        self.sync(self.laptop)
        # What one bad bit does to what is pending: it is not sent.
        self.at(self.phone).ok("edit", "github", "--note", "of the phone")
        vault = json.loads(self.content())
        for entry in vault["entries"]:
            if entry.get("synced") != entry["revision"]:
                entry["sealed"] = ("B" if entry["sealed"][50] == "A" else "A").join(
                    (entry["sealed"][:50], entry["sealed"][51:]))
        self.write("phone.json", json.dumps(vault))
        listed = self.at(self.phone).run_bare("list", "--json", passphrase=True)
        self.assertEqual((listed.exit, listed.json["unreadable_entries"]), (7, 1))
        self.assertEqual(self.sync(self.phone)["sent"], 0)
        self.assertEqual(self.sync(self.laptop)["received"], 0)
        self.assertEqual(self.names(self.laptop), ["Bank", "GitHub"])

    def test_what_the_server_says_moves_no_cursor(self):
        title = "\u001b]52;c;cHduZWQ=\u0007\u001b[2J" + "x" * 100_000
        self.between.lie = lambda *_: (409, {"type": "/errors/" + "y" * 1000, "title": title})
        said = self.refused(6, "server-refused", "sync")
        self.assertNotIn("\u001b", said)
        self.assertLess(len(said), 1000)

    def test_what_the_server_keeps_shows_nothing(self):
        self.at(self.laptop).ok("edit", "github", "--note", "Gringotts vault 713")
        self.sync(self.laptop)
        found = 0
        for path in glob.glob(f"{self.site.folder.name}/var/**", recursive=True):
            if not os.path.isfile(path):
                continue
            found += 1
            with open(path, "rb") as file:
                octets = file.read()
            for plain in (b"Gringotts", b"GitHub", SECRET.encode(), PASSPHRASE.encode(),
                          base64.b32decode(SECRET)):
                self.assertNotIn(plain, octets, path)
        self.assertGreater(found, 1)


if __name__ == "__main__":
    unittest.main()
