"""`sparekey device --join --ask` and `--approve`: one device lets another in, over a running
sparekeyd and over one that lies."""
import base64
import hashlib
import json
import os
import unittest

from syncing import OTHER_SECRET, SyncCase


def octets(some):
    return base64.urlsafe_b64encode(some).decode().rstrip("=")


class Approving(SyncCase):
    prompt = "Enter alone refuses it): "

    def devices(self, vault):
        return [one["name"] for one in self.at(vault).ok("device", "--json").json["devices"]]

    def test_a_device_is_let_in_by_the_digits_that_it_shows(self):
        asking = self.ask(self.phone)
        self.assertIn("asking", self.sync(self.laptop))
        said = self.at(self.laptop).ok("sync").out
        self.assertIn("sparekey device --approve", said)
        approving = self.approve(self.laptop)
        digits = self.shown(asking)
        self.assertRegex(digits, r"^\d{4} \d{4}$")
        approving.wait_for(self.prompt)
        # It shows none: they come from the other device, and what was mistyped is typed again.
        self.assertNotIn(digits, approving.seen)
        wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
        approving.type(wrong + "\n")
        approving.wait_for("Those are not the digits")
        approving.wait_for(self.prompt)
        approving.type(digits + "\n")
        exit, said = approving.close()
        self.assertEqual(exit, 0, said)
        self.assertIn("is one of this vault's devices now", said)
        exit, said = asking.close()
        self.assertEqual(exit, 0, said)
        self.assertEqual(self.names(self.phone), ["GitHub"])
        self.assertEqual(len(self.devices(self.phone)), 2)
        self.assertEqual(len(self.devices(self.laptop)), 2)
        self.at(self.phone).add("Bank", OTHER_SECRET)
        self.sync(self.phone)
        self.assertEqual(self.sync(self.laptop)["received"], 1)
        self.assertNotIn("asking", self.sync(self.laptop))
        self.refused(6, "nobody-asks", "device", "--approve")
        # The passphrase opens what it keeps, and lets nobody in by itself.
        self.at(self.phone).ok("code", "github")

    def test_with_json_the_answer_is_one_object(self):
        asking = self.at(self.phone).terminal("--json", "device", "--join", "--ask", "--server",
                                              self.url, "--email", self.email, passphrase=True)
        asking.wait_for("Waiting, ten minutes at most.")
        approving = self.at(self.laptop).terminal("--json", "device", "--approve", passphrase=True)
        digits = self.shown(asking)
        approving.wait_for(self.prompt)
        approving.type(digits.replace(" ", "") + "\n")
        exit, said = approving.close()
        self.assertEqual(exit, 0, said)
        told = json.loads(said[said.index("{"):])
        self.assertEqual(len(told["approved"]), 32)
        exit, said = asking.close()
        self.assertEqual(exit, 0, said)
        self.assertEqual(json.loads(said[said.index("{"):])["received"], 1)

    def test_a_device_that_is_refused_is_not_let_in(self):
        asking = self.ask(self.phone)
        approving = self.approve(self.laptop)
        approving.wait_for(self.prompt)
        approving.type("\n")
        exit, said = approving.close()
        self.assertEqual(exit, 6, said)
        self.assertIn("knows your passphrase", said)
        exit, said = asking.close()
        self.assertEqual(exit, 6, said)
        self.assertIn("Nothing was changed", said)
        self.assertFalse(os.path.exists(self.phone))
        self.assertEqual(len(self.devices(self.laptop)), 1)

    def test_digits_that_are_wrong_three_times_refuse_it(self):
        asking = self.ask(self.phone)
        approving = self.approve(self.laptop)
        digits = self.shown(asking)
        for _ in range(3):
            approving.wait_for(self.prompt)
            approving.type(digits[::-1].replace(" ", "9") + "\n")
        exit, said = approving.close()
        self.assertEqual(exit, 5, said)
        self.assertEqual(asking.close()[0], 6)
        self.assertEqual(len(self.devices(self.laptop)), 1)

    def test_without_a_terminal_nobody_is_let_in(self):
        self.at(self.laptop).refused(6, "nobody-asks", "device", "--approve")
        asking = self.ask(self.phone)
        self.at(self.laptop).refused(8, "no-terminal", "device", "--approve")
        server = ("--server", self.url, "--email", self.email)
        self.at(self.path("other.json")).refused(8, "no-terminal", "device", "--join", "--ask",
                                                 *server)
        asking.type("\x03")
        asking.close()
        self.assertFalse(os.path.exists(self.phone))

    def test_a_server_that_puts_other_keys_in_between_makes_other_digits(self):
        """It swaps the new device for its own, as early as it can: its commitment stands before it
        sees a nonce."""
        nonce = octets(os.urandom(32))

        def swapped(method, path, status, told):
            asking = told.get("asking") if path.endswith("/approval") else None
            if asking:
                vault = json.loads(self.content())["vault"]
                box, sign = "A" * 43, "B" * 42 + "A"
                text = "|".join(("sparekey-approval-1", vault, asking["device"], box, sign,
                                 nonce, asking["name"]))
                commitment = octets(hashlib.sha256(text.encode()).digest())
                asking.update(box=box, sign=sign, commitment=commitment)
                if asking["opened"]:
                    asking["opened"] = nonce
            return status, told

        asking = self.ask(self.phone)
        self.at(self.laptop)
        self.between.lie = swapped
        approving = self.approve(self.laptop)
        digits = self.shown(asking)
        for _ in range(3):
            approving.wait_for(self.prompt)
            approving.type(digits + "\n")
        exit, said = approving.close()
        self.assertEqual(exit, 5, said)
        self.assertIn("another device than the one that you look at", said)
        self.assertEqual(asking.close()[0], 6)

    def test_a_device_that_opens_another_nonce_is_noticed(self):
        def lie(method, path, status, told):
            if path.endswith("/approval") and told.get("asking") and told["asking"]["opened"]:
                told["asking"]["opened"] = "A" * 43
            return status, told

        asking = self.ask(self.phone)
        self.between.lie = lie
        self.at(self.laptop)
        terminal = self.terminal("device", "--approve", passphrase=True)
        exit, said = terminal.close()
        self.assertEqual(exit, 6, said)
        self.assertIn("not the one that it showed", said)
        asking.type("\x03")
        asking.close()

    def test_a_server_that_says_it_is_in_is_not_believed(self):
        asking = self.ask(self.phone)
        approving = self.approve(self.laptop)
        self.shown(asking)
        head = self.content()

        def lie(method, path, status, told):
            return (200, {"answer": None, "head": head}) if "/waiting/" in path else (status, told)

        self.between.lie = lie
        exit, said = asking.close()
        self.assertEqual(exit, 6, said)
        self.assertIn("nobody who may has let it in", said)
        self.assertFalse(os.path.exists(self.phone))
        approving.wait_for(self.prompt)
        approving.type("\n")
        self.assertEqual(approving.close()[0], 6)


if __name__ == "__main__":
    unittest.main()
