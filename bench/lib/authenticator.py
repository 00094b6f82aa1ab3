"""The terminal authenticator with 10,000 entries: whole runs of the program, without the Argon2id.

The vault's key is in the kernel's keyring (--remember), so what is measured is the program's start,
reading, opening and looking for the entry. The Argon2id itself is the same for every vault, and is
measured beside.
"""
import os
import pty
import resource
import select
import subprocess
import time
from statistics import median

from lib import machine
from lib.table import Row

ENTRIES = 10_000
RUNS = 11
PASSPHRASE = "correct horse battery"


class Vault:
    def __init__(self, folder):
        self.folder = folder
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text(PASSPHRASE + "\n")
        self.passphrase.chmod(0o600)
        self.environment = {**os.environ, "SPAREKEY_VAULT": str(folder / "vault.json"),
                            "TERM": "xterm-256color"}

    def words(self, *words):
        return [str(word) for word in (machine.BUILD / "sparekey", *words)]

    def run(self, *words, given=""):
        """Seconds that a run took; self.used has those of a core that it spent."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.monotonic()
        done = subprocess.run(self.words(*words), input=given, text=True, capture_output=True,
                              env=self.environment, check=False, start_new_session=True)
        seconds = time.monotonic() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        if done.returncode != 0:
            raise RuntimeError(done.stderr or done.stdout)
        return seconds

    def remember(self):
        return self.run("--passphrase-file", self.passphrase, "--remember", 60, "list", "-")


def lines():
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    for number in range(ENTRIES):
        secret = "".join(alphabet[(number * 7 + place * place * 13 + number // 32 ** (place % 3))
                                  % 32] for place in range(32))
        yield (f"otpauth://totp/Example%20{number}:user{number}%40example.org?secret={secret}"
               f"&issuer=Example%20{number}&algorithm=SHA1&digits=6&period=30\n")


def share_of_a_core(vault, seconds):
    """watch on a terminal of 100 by 40, after it has opened the vault."""
    child, end = pty.fork()
    if child == 0:
        words = vault.words("watch")
        os.execve(words[0], words, vault.environment)
    seen = b""

    def read_for(duration, until=None):
        nonlocal seen
        ends = time.monotonic() + duration
        while time.monotonic() < ends and not (until and until in seen):
            if select.select([end], [], [], max(0, ends - time.monotonic()))[0]:
                seen += os.read(end, 65536)

    def used():
        with open(f"/proc/{child}/stat", encoding="utf-8") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    read_for(30, b"Enter copies")
    before = used()
    read_for(seconds)
    spent = used() - before
    os.write(end, b"q")
    os.waitpid(child, 0)
    os.close(end)
    return spent / seconds * 100


def authenticator(pace):
    with machine.folder() as folder:
        vault = Vault(folder)
        (folder / "list.txt").write_text("".join(lines()))
        vault.run("--passphrase-file", vault.passphrase, "add", "First", given="JBSWY3DPEHPK3PXP")
        with_argon2 = vault.remember()
        empty = vault.run("list", "-")
        imported = vault.run("import", folder / "list.txt", "--json")
        import_used = vault.used
        opened = [vault.run("list", "nothing-is-called-so") for _ in range(RUNS)]
        code = [vault.run("code", "user9876@example.org") for _ in range(RUNS)]
        code_used = vault.used
        share = share_of_a_core(vault, max(pace.seconds, 5))
        size = (folder / "vault.json").stat().st_size / 1e6
        vault.run("lock")
    note = f"{size:.1f} MB; the Argon2id takes {(with_argon2 - empty) * 1000:.0f} ms"
    return [
        Row("authenticator, 10,000 entries: opened", median(opened) * 1000, "ms", at_most=1000,
            note=note),
        Row("  code NAME", median(code) * 1000, "ms", at_most=150,
            note=f"{code_used * 1000:.0f} ms of a core"),
        Row("  import of 10,000 otpauth lines", imported * 1000, "ms", at_most=1000,
            note=f"{import_used * 1000:.0f} ms of a core"),
        Row("  watch, of a core", share, "%", at_most=2),
    ]
