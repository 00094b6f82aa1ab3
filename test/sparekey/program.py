"""Runs the sparekey program in a folder of its own: without a terminal, or on one of its own."""
import json
import os
import pty
import select
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ.get("SPAREKEY_PROGRAM", "build/release/sparekey")
PASSPHRASE = "correct horse battery"


class Result:
    def __init__(self, done):
        self.exit, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def json(self):
        return json.loads(self.out)


class Terminal:
    """A terminal that a program runs on: what it shows is waited for, what is typed is sent."""

    def __init__(self, words, environment):
        self.child, self.end = pty.fork()
        if self.child == 0:
            os.execve(words[0], words, environment)
        self.seen = ""

    def wait_for(self, text, seconds=60):
        until = time.monotonic() + seconds
        while text not in self.seen:
            ready, _, _ = select.select([self.end], [], [], max(0, until - time.monotonic()))
            if not ready:
                raise AssertionError(f"{text!r} did not come; there is {self.seen!r}")
            try:
                self.seen += os.read(self.end, 65536).decode("utf-8", "replace")
            except OSError as gone:
                raise AssertionError(f"{text!r} did not come; {self.seen!r} is all") from gone
        before, _, self.seen = self.seen.partition(text)
        return before

    def type(self, text):
        os.write(self.end, text.encode())

    def close(self):
        """Reads to its end; what it ended with, and what came last."""
        while True:
            try:
                more = os.read(self.end, 65536)
            except OSError:
                break
            if not more:
                break
            self.seen += more.decode("utf-8", "replace")
        _, status = os.waitpid(self.child, 0)
        os.close(self.end)
        return os.waitstatus_to_exitcode(status), self.seen


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="sparekey-test-")
        self.addCleanup(self.folder.cleanup)
        self.vault = self.path("vault.json")
        self.passphrase_file = self.write("passphrase", PASSPHRASE + "\n")

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, text, mode=0o600):
        with open(self.path(name), "w" if isinstance(text, str) else "wb") as file:
            file.write(text)
        os.chmod(self.path(name), mode)
        return self.path(name)

    def environment(self):
        return {**os.environ, "SPAREKEY_VAULT": self.vault, "HOME": self.folder.name,
                "TERM": "xterm-256color", "TZ": "UTC"}

    def words(self, *words, passphrase=True):
        file = ["--passphrase-file", self.passphrase_file] if passphrase else []
        return [os.path.abspath(PROGRAM), *file, *words]

    def run_bare(self, *words, given="", passphrase=True):
        """Without a terminal: a session of its own has none."""
        done = subprocess.run(self.words(*words, passphrase=passphrase), input=given, text=True,
                              capture_output=True, env=self.environment(),
                              start_new_session=True, timeout=120)
        return Result(done)

    def ok(self, *words, given=""):
        result = self.run_bare(*words, given=given)
        self.assertEqual(result.exit, 0, result.err + result.out)
        return result

    def refused(self, exit, slug, *words, given="", passphrase=True):
        result = self.run_bare(*words, "--json", given=given, passphrase=passphrase)
        self.assertEqual((result.exit, result.json["error"]["slug"]), (exit, slug), result.out)
        return result.json["error"]["detail"]

    def terminal(self, *words, passphrase=False):
        return Terminal(self.words(*words, passphrase=passphrase), self.environment())

    def add(self, name, key="JBSWY3DPEHPK3PXP", *more):
        return self.ok("add", name, *more, "--json", given=key).json["added"]

    def content(self):
        with open(self.vault) as file:
            return file.read()


def oathtool(secret, *options):
    words = ["oathtool", "--base32", *options, secret]
    done = subprocess.run(words, text=True, capture_output=True, check=True,
                          env={**os.environ, "TZ": "UTC"})
    return done.stdout.strip()
