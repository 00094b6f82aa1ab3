"""The commands of sparekey, run as people and scripts run them."""
import base64
import os
import subprocess
import unittest

from program import PASSPHRASE, Case, oathtool
from read_vault import read_vault


class Commands(Case):
    def test_a_code_is_what_oathtool_says(self):
        for number, (options, totp) in enumerate([
            ([], "sha1"),
            (["--digits", "8"], "sha1"),
            (["--algorithm", "SHA256", "--digits", "7"], "sha256"),
            (["--algorithm", "SHA512", "--digits", "8", "--period", "60"], "sha512"),
        ]):
            self.add(f"Site{number}", "GEZD GNBV gy3t-qojq", *options)
            shown = self.ok("code", f"site{number}", "--json").json
            expected = oathtool("GEZDGNBVGY3TQOJQ", f"--totp={totp}",
                                f"--digits={shown['digits']}",
                                f"--time-step-size={shown['period']}s",
                                f"--now=@{shown['valid_from']}", "--window=1").split("\n")
            self.assertEqual([shown["code"], shown["next"]], expected)

    def test_a_counter_goes_up_before_its_code_is_shown(self):
        self.add("Site", "GEZDGNBVGY3TQOJQ", "--type", "hotp", "--counter", "5")
        expected = oathtool("GEZDGNBVGY3TQOJQ", "--hotp", "--counter=5", "--window=2").split("\n")
        codes = [self.ok("code", "site").out.strip() for _ in range(3)]
        self.assertEqual(codes, expected)
        self.assertEqual(self.ok("list", "--json").json["entries"][0]["counter"], 8)

    def test_thirty_lines_of_python_read_a_vault(self):
        self.add("GitHub:ada", "JBSWY3DPEHPK3PXP", "--note", "a note", "--tag", "work")
        self.add("Gone", "GEZDGNBV")
        self.ok("delete", "gone")
        entries = list(read_vault(self.content(), PASSPHRASE))
        self.assertEqual(len(entries), 1)
        told = ("issuer", "account", "secret", "note", "tags")
        self.assertEqual({name: entries[0][name] for name in told},
                         {"issuer": "GitHub", "account": "ada", "secret": "JBSWY3DPEHPK3PXP",
                          "note": "a note", "tags": ["work"]})
        with self.assertRaises(Exception):
            list(read_vault(self.content(), "another passphrase"))
        with open(os.path.join(os.path.dirname(__file__), "read_vault.py")) as script:
            source = script.read()
        with open("doc/vault.md") as page:
            self.assertIn(source.split("\n\n\n", 1)[1].split("\n\n\nif ")[0], page.read())

    def test_nothing_readable_is_in_the_file(self):
        # Long enough not to stand in a seal by chance.
        self.add("Example Site:ada@example.org", "JBSWY3DPEHPK3PXP", "--note", "a note on it",
                 "--tag", "some work")
        for word in ("Example", "ada@example", "a note", "some work", "JBSWY3DPEHPK3PXP",
                     PASSPHRASE):
            self.assertNotIn(word, self.content())
        self.assertEqual(os.stat(self.vault).st_mode & 0o777, 0o600)

    def test_a_look_alike_is_not_guessed(self):
        said = self.refused(6, "bad-key", "add", "Site", given="JBSWY3DPEHPK3PX1")
        self.assertIn("1 as I", said)
        self.assertIn("1 as L", said)
        self.assertFalse(os.path.exists(self.vault))

    def test_an_otpauth_uri_brings_its_names(self):
        added = self.ok("add", "--json", given="otpauth://totp/Site:ada?secret=MZXW6YTB&digits=8")
        self.assertEqual(added.json["added"]["name"], "Site (ada)")
        self.assertEqual(added.json["added"]["digits"], 8)
        self.refused(6, "bad-uri", "add", given="otpauth://totp/Site:ada?secret=")

    def test_a_name_means_one_entry_or_none(self):
        self.add("GitHub:ada")
        self.add("GitHub:grace")
        self.add("GitLab:ada")
        for name, found in [("gitlab", "GitLab (ada)"), ("GRACE", "GitHub (grace)"),
                            ("hub:ada", "GitHub (ada)"), ("gthbgrc", "GitHub (grace)")]:
            self.assertEqual(self.ok("code", name, "--json").json["name"], found)
        self.assertIn("GitHub (grace)", self.refused(4, "ambiguous", "code", "github"))
        self.refused(3, "not-found", "code", "bitbucket")
        one = self.ok("code", "grace", "--json").json["id"]
        self.assertEqual(self.ok("code", one, "--json").json["name"], "GitHub (grace)")

    def test_what_was_deleted_comes_back(self):
        self.add("GitHub:ada")
        self.ok("edit", "github", "--note", "first")
        self.ok("edit", "github", "--note", "second")
        self.ok("delete", "github")
        self.assertEqual(self.ok("list", "--json").json["entries"], [])
        self.assertEqual(self.ok("undo", "--json").json["undone"]["what"], "deleted")
        self.assertEqual(self.ok("list", "--json").json["entries"][0]["note"], "second")
        self.ok("undo")
        self.assertEqual(self.ok("list", "--json").json["entries"][0]["note"], "first")
        whats = [one["what"] for one in self.ok("history", "github", "--json").json["history"]]
        self.assertEqual(whats, ["restored", "restored", "deleted", "edited", "edited", "added"])
        self.ok("undo", "github", "--to", "3")
        self.assertEqual(self.ok("list", "--json").json["entries"][0]["note"], "second")
        self.refused(3, "nothing-to-undo", "undo", "github", "--to", "99")

    def test_another_period_is_another_entry(self):
        before = self.add("GitHub:ada")
        after = self.ok("edit", "github", "--period", "60", "--json").json["edited"]
        self.assertNotEqual(before["id"], after["id"])
        self.assertEqual(after["period"], 60)
        self.assertEqual(len(self.ok("list", "--json").json["entries"]), 1)
        self.refused(6, "bad-entry", "edit", "github", "--digits", "3")

    def test_a_proof_tells_match_drift_and_what_an_export_lost(self):
        self.add("Site", "GEZDGNBVGY3TQOJQ")

        def proof(*options):
            code = oathtool("GEZDGNBVGY3TQOJQ", *options)
            result = self.run_bare("code", "site", "--prove", "--json", given=code)
            return result.json["proof"]

        self.assertEqual(proof("--totp")["verdict"], "match")
        ahead = proof("--totp", "--now=now + 5 minutes")
        self.assertEqual(ahead["verdict"], "clock-off")
        self.assertTrue(250 < ahead["clock_off_s"] <= 300, ahead)
        lost = proof("--totp=sha256", "--time-step-size=60s")
        self.assertEqual((lost["verdict"], lost["period"], lost["algorithm"]),
                         ("other-key", 60, "SHA256"))
        self.assertEqual(proof("--totp=sha512", "--digits=8", "--time-step-size=77s")["verdict"],
                         "no-match")


class Secrets(Case):
    def test_a_wrong_passphrase_is_told_and_changes_nothing(self):
        self.add("Site")
        before = self.content()
        self.write("passphrase", "another passphrase\n")
        self.refused(5, "wrong-passphrase", "add", "Other", given="MZXW6YTB")
        self.refused(5, "wrong-passphrase", "list")
        self.assertEqual(self.content(), before)

    def test_a_passphrase_file_that_others_may_read_is_refused(self):
        self.add("Site")
        for mode in (0o640, 0o604, 0o666):
            os.chmod(self.passphrase_file, mode)
            result = self.run_bare("list", "--json")
            self.assertEqual(result.exit, 6)
            self.assertIn("open to its group or the world", result.json["error"]["detail"])

    def test_without_a_terminal_nobody_is_asked(self):
        self.add("Site")
        self.refused(8, "no-terminal", "list", passphrase=False)
        self.refused(8, "no-terminal", "recovery-key")

    def test_no_vault_is_told(self):
        self.refused(8, "no-vault", "list")
        self.refused(8, "no-vault", "code", "x")
        self.refused(6, "weak-passphrase", "--passphrase-file", self.write("weak", "short\n"),
                     "add", "Site", given="MZXW6YTB", passphrase=False)
        self.assertFalse(os.path.exists(self.vault))

    def test_a_remembered_key_opens_it_until_lock(self):
        self.add("Site")
        self.ok("--remember", "5", "list")
        again = self.run_bare("list", passphrase=False)
        if again.exit == 8:
            self.assertIn("nothing is remembered", self.ok("--remember", "5", "list").err)
            return  # A kernel that keeps no keys, as in some containers.
        self.assertEqual(again.exit, 0)
        self.assertTrue(self.ok("lock", "--json").json["forgot"])
        self.refused(8, "no-terminal", "list", passphrase=False)
        self.refused(2, "usage", "--remember", "0", "list")

    def test_a_changed_passphrase_opens_it_and_the_old_one_does_not(self):
        self.add("Site")
        new = self.write("new", "quite another passphrase\n")
        self.ok("passphrase", "--new-passphrase-file", new)
        self.refused(5, "wrong-passphrase", "list")
        self.passphrase_file = new
        self.assertEqual(len(self.ok("list", "--json").json["entries"]), 1)

    def test_two_programs_at_once_lose_nothing(self):
        self.add("Site")
        running = [subprocess.Popen(self.words("add", f"Site{i}"), stdin=subprocess.PIPE, text=True,
                                    env=self.environment(), stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL, start_new_session=True)
                   for i in range(6)]
        for one in running:
            one.communicate("MZXW6YTB")
        self.assertEqual([one.returncode for one in running], [0] * 6)
        self.assertEqual(len(self.ok("list", "--json").json["entries"]), 7)

    def test_a_damaged_vault_is_refused_and_left_as_it_is(self):
        self.add("Site")
        whole = self.content()
        for text in (whole[:-40], "", "{}", whole.replace("sparekey-vault-1", "sparekey-vault-2"),
                     whole.replace("65536", "1024")):
            self.write("vault.json", text)
            self.refused(6, "bad-vault", "add", "Other", given="MZXW6YTB")
            self.assertEqual(self.content(), text)

    def test_a_wrong_clock_leaves_the_vault_whole(self):
        self.add("GitHub:ada")
        for when in ("2001-01-01", "2037-12-31"):
            subprocess.run(["faketime", when, *self.words("add", "In " + when)], input="MZXW6YTB",
                           text=True, check=True, env=self.environment(), capture_output=True,
                           start_new_session=True)
        self.assertEqual(len(self.ok("list", "--json").json["entries"]), 3)
        self.ok("code", "github")


class OnATerminal(Case):
    def make(self):
        """A new vault by hand; returns its recovery key."""
        terminal = self.terminal("add", "GitHub:ada")
        terminal.wait_for("New passphrase: ")
        terminal.type(PASSPHRASE + "\n")
        terminal.wait_for("The same again: ")
        terminal.type(PASSPHRASE + "\n")
        terminal.wait_for("passport:\r\n\r\n    ")
        key = terminal.wait_for("\r\n")
        terminal.wait_for("Press Enter")
        terminal.type("\n")
        terminal.wait_for("Type it from the paper: ")
        terminal.type("AAAA " + key[5:] + "\n")
        terminal.wait_for("mistyped")
        terminal.wait_for("Type it from the paper: ")
        terminal.type(key.lower() + "\n")
        terminal.wait_for("counts from now on")
        terminal.wait_for("Setup key or otpauth URI: ")
        terminal.type("JBSW Y3DP EHPK 3PXP\n")
        exit, said = terminal.close()
        self.assertEqual(exit, 0, said)
        self.assertNotIn("JBSW", said)
        return key

    def test_a_new_vault_is_not_made_before_the_recovery_key_was_typed_back(self):
        terminal = self.terminal("add", "GitHub:ada")
        terminal.wait_for("New passphrase: ")
        terminal.type(PASSPHRASE + "\n")
        terminal.wait_for("The same again: ")
        terminal.type(PASSPHRASE + "\n")
        terminal.wait_for("Press Enter")
        terminal.type("\n")
        terminal.wait_for("Type it from the paper: ")
        terminal.type("\x03")
        exit, _ = terminal.close()
        self.assertEqual(exit, 6)
        self.assertFalse(os.path.exists(self.vault))

    def test_two_different_passphrases_make_none(self):
        terminal = self.terminal("add", "GitHub:ada")
        terminal.wait_for("New passphrase: ")
        terminal.type(PASSPHRASE + "\n")
        terminal.wait_for("The same again: ")
        terminal.type(PASSPHRASE + "x\x7f\x7f\n")
        exit, said = terminal.close()
        self.assertEqual(exit, 6)
        self.assertIn("not the same", said)

    def test_the_recovery_key_opens_what_the_passphrase_does_not(self):
        key = self.make()
        terminal = self.terminal("passphrase", "--recover")
        terminal.wait_for("Recovery key: ")
        terminal.type(key + "\n")
        for prompt in ("New passphrase: ", "The same again: "):
            terminal.wait_for(prompt)
            terminal.type("quite another passphrase\n")
        self.assertEqual(terminal.close()[0], 0)
        self.refused(5, "wrong-passphrase", "list")
        self.passphrase_file = self.write("new", "quite another passphrase\n")
        self.assertEqual(self.ok("list", "--json").json["entries"][0]["issuer"], "GitHub")
        terminal = self.terminal("recovery-key", "--check")
        terminal.wait_for("Recovery key: ")
        terminal.type(key + "\n")
        self.assertEqual(terminal.close()[0], 0)

    def test_a_drill_proves_that_the_vault_can_be_restored(self):
        key = self.make()
        self.add("Other")
        terminal = self.terminal("drill", passphrase=True)
        terminal.wait_for("Recovery key: ")
        terminal.type(key + "\n")
        exit, said = terminal.close()
        self.assertEqual(exit, 0, said)
        self.assertIn("Proved recoverable: 2 of 2.", said)
        self.assertIn('"drilled_entries": 2', self.content())
        copy = self.write("copy.json", self.content())
        self.add("Later")
        terminal = self.terminal("drill", copy, passphrase=True)
        terminal.wait_for("Recovery key: ")
        terminal.type(key + "\n")
        exit, said = terminal.close()
        self.assertEqual(exit, 7)
        self.assertIn("Missing in the copy: Later", said)
        proved = self.ok("drill", copy.replace("copy", "vault"), "--with-passphrase", "--json")
        self.assertEqual(proved.json["restored"], 3)

    def test_a_vault_of_the_web_app_opens_and_is_changed_here(self):
        vaults = os.path.join(os.path.dirname(__file__), "..", "vectors", "vaults")
        with open(os.path.join(vaults, "web.txt"), encoding="utf-8") as file:
            told = dict(line.rstrip("\n").split(" ", 1) for line in file)
        with open(os.path.join(vaults, "web.json"), encoding="utf-8") as file:
            self.write("vault.json", file.read())
        self.passphrase_file = self.write("web", told["passphrase"] + "\n")
        [entry] = self.ok("list", "--json").json["entries"]
        self.assertEqual((entry["name"], entry["note"], entry["tags"]),
                         ("Caf\u00e9 (ada)", "edited", ["x", "\u00e4"]))
        code = self.ok("code", "caf", "--json").json["code"]
        key = "GEZDGNBVGY3TQOJQ" * 2
        self.assertIn(code, [oathtool(key, "--totp", f"--now=now - {ago} seconds")
                             for ago in (0, 30)])
        self.ok("edit", "caf", "--note", "by the terminal")
        whats = [one["what"] for one in self.ok("history", "caf", "--json").json["history"]]
        self.assertEqual(whats, ["edited", "edited", "added"])
        terminal = self.terminal("recovery-key", "--check")
        terminal.wait_for("Recovery key: ")
        terminal.type(told["recovery"] + "\n")
        self.assertEqual(terminal.close()[0], 0)

    def test_a_code_is_copied_by_the_terminal(self):
        self.add("Site", "GEZDGNBVGY3TQOJQ", "--type", "hotp", "--counter", "5")
        terminal = self.terminal("code", "site", "--copy", passphrase=True)
        terminal.wait_for("\x1b]52;c;")
        copied = base64.b64decode(terminal.wait_for("\x07")).decode()
        self.assertEqual(copied, oathtool("GEZDGNBVGY3TQOJQ", "--hotp", "--counter=5"))
        self.assertEqual(terminal.close()[0], 0)


class Manual(Case):
    def commands(self):
        lines = self.run_bare("--help", passphrase=False).out.split("\n\n")[2].split("\n")
        return [line.split()[0] for line in lines]

    def test_every_command_has_help_and_a_page_without_warnings(self):
        for command in self.commands():
            text = self.run_bare(command, "--help", passphrase=False)
            self.assertEqual(text.exit, 0)
            page = self.run_bare("manual", command, passphrase=False).out
            self.assertIn(".SH EXIT STATUS", page)
            done = subprocess.run(["man", "--warnings", "-l", "-"], input=page, text=True,
                                  capture_output=True, env={**os.environ, "MANWIDTH": "80",
                                                            "LC_ALL": "C.UTF-8"})
            self.assertEqual(done.stderr, "")
            self.assertIn("sparekey " + command, done.stdout)

    def test_every_command_of_the_table_runs(self):
        for command in self.commands():
            for words in ([command], [command, "x"]):
                result = self.run_bare(*words, passphrase=False)
                self.assertIn(result.exit, range(9), (words, result.err))

    def test_completion_is_understood_by_bash_and_zsh(self):
        bash = self.ok("completion", "bash").out
        script = bash + ('COMP_WORDS=(sparekey add --t); COMP_CWORD=2; _sparekey\n'
                         'echo "${COMPREPLY[@]}"\n'
                         'COMP_WORDS=(sparekey l); COMP_CWORD=1; _sparekey\necho "${COMPREPLY[@]}"')
        done = subprocess.run(["bash", "-uc", script], text=True, capture_output=True)
        self.assertEqual(done.stderr, "")
        self.assertEqual(done.stdout.split("\n")[:2], ["--type --tag", "list lock"])
        zsh = self.write("_sparekey", self.ok("completion", "zsh").out)
        done = subprocess.run(["zsh", "-n", zsh], text=True, capture_output=True)
        self.assertEqual(done.stderr, "")

    def test_what_is_no_command_or_option_is_told(self):
        for words in (["fly"], ["add", "--fly"], ["add", "a", "b"], ["code"], ["list", "--tag"],
                      ["add", "--digits", "six"], ["add", "--type", "motp"],
                      ["list", "--help=1"], ["--vault", "a", "--vault", "b", "list"]):
            result = self.run_bare("--json", *words, passphrase=False)
            self.assertEqual(result.exit, 2, words)


if __name__ == "__main__":
    unittest.main(verbosity=2)
