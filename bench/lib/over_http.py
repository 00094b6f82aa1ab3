"""Over HTTP: beside a bare server, and beside the password hash alone."""
import json
import re
import sqlite3
import threading
import time

from lib import machine
from lib.machine import CORES, PROGRAMS, output_of, wrk
from lib.table import Row, in_turns, middle

PASSWORDS = 64  # So many of the accounts have a password that can be typed, and no second factor.
HASH_THREADS = max(1, CORES // 2)


def bare(pace):
    with machine.folder() as folder, machine.hello() as hello, machine.daemon(folder) as daemon:
        theirs, ours = in_turns(
            pace.rounds,
            lambda: wrk(hello, 256, pace.seconds, "/healthz"),
            lambda: wrk(daemon, 256, pace.seconds, "/healthz"),
        )
    per_second = middle(theirs, "per_second"), middle(ours, "per_second")
    note = f"{per_second[1]:,.0f}/s of {per_second[0]:,.0f}/s"
    return [Row("/healthz to a bare reply", per_second[1] / per_second[0], "x", at_least=0.85,
                note=note)]


def steps_advanced(folder):
    with sqlite3.connect(f"file:{folder}/sparekey.db?mode=ro", uri=True) as db:
        return db.execute("SELECT count(*) FROM guard WHERE last_step > 0").fetchone()[0]


class SecondStep:
    """The second step of sign-in, each account once, and the same octets to the bare server."""

    path = "/api/v1/sign-in/code"
    connections = 256

    def __init__(self, pace, folder, daemon, hello):
        self.pace, self.folder, self.daemon, self.hello = pace, folder, daemon, hello
        self.next = PASSWORDS
        self.each = (pace.accounts - PASSWORDS) // pace.rounds
        self.file = folder / "requests"
        self.length = 0
        self.make(0)  # The bare server takes any.

    def make(self, count, *more):
        self.length = int(output_of([
            PROGRAMS / "make_requests", "--file", self.file, "--from", self.next, "--count",
            count or 10_000, "--origin", f"http://localhost:{self.daemon.port}", *more]))
        self.next += count

    def bare(self):
        return wrk(self.hello, self.connections, self.pace.seconds, self.path, file=self.file,
                   length=self.length, again=True)

    def signed_in(self):
        self.make(self.each)
        rows, cpu_us = steps_advanced(self.folder), self.daemon.cpu_us()
        run = wrk(self.daemon, self.connections, self.pace.seconds, self.path, file=self.file,
                  length=self.length)
        run["cpu_us"] = (self.daemon.cpu_us() - cpu_us) / run["accepted"]
        self.settle()
        self.judge(run, steps_advanced(self.folder) - rows)
        return run

    def settle(self):
        """What wrk had sent when its time was over is answered to nobody, and yet done."""
        before = -1
        while before != (before := steps_advanced(self.folder)):
            time.sleep(0.2)

    def judge(self, run, advanced):
        if run["accepted"] < 0.99 * run["answers"]:
            raise RuntimeError(f"void: only {run['accepted']} of {run['answers']} were accepted")
        in_flight = advanced - run["accepted"]
        if not 0 <= in_flight <= self.connections:
            raise RuntimeError(f"{run['accepted']} were accepted and {advanced} steps advanced")


class Verify(SecondStep):
    """The same of the operator's API: a key and an id in place of two cookies."""

    path = "/api/v1/operator/accounts/verify"  # wrk's own; the requests name theirs.

    def __init__(self, pace, folder, daemon, hello):
        command = [machine.BUILD / "sparekeyd", "key", "create", "--scope", "verify"]
        printed = output_of([*command, *machine.data_in(folder)])
        self.key = re.search(r"spk_\S+", printed)[0]
        super().__init__(pace, folder, daemon, hello)

    def make(self, count, *more):
        super().make(count, "--key", self.key, *more)


def of_each_account_once(pace, kind):
    """Rounds of `kind` and of the bare server, in turns."""
    with machine.data_with_accounts(pace.accounts, PASSWORDS) as folder:
        with machine.hello() as hello, machine.daemon(folder) as daemon:
            step = kind(pace, folder, daemon, hello)
            return in_turns(pace.rounds, step.bare, step.signed_in)


def second_step(pace):
    theirs, ours = of_each_account_once(pace, SecondStep)
    per_second = middle(theirs, "per_second"), middle(ours, "per_second")
    note = f"{per_second[1]:,.0f}/s of {per_second[0]:,.0f}/s, {pace.accounts:,} accounts"
    return [
        Row("second step of sign-in to a bare reply", per_second[1] / per_second[0], "x",
            at_least=0.35, note=note),
        Row("  p99", middle(ours, "p99_ms"), "ms", at_most=60),
        Row("  the daemon's processor time each", middle(ours, "cpu_us"), "us"),
    ]


def verify(pace):
    theirs, ours = of_each_account_once(pace, Verify)
    per_second = middle(theirs, "per_second"), middle(ours, "per_second")
    note = f"{per_second[1]:,.0f}/s of {per_second[0]:,.0f}/s, {pace.accounts:,} accounts"
    return [
        Row("operator's verification to a bare reply", per_second[1] / per_second[0], "x",
            at_least=0.5, note=note),
        Row("  p99", middle(ours, "p99_ms"), "ms", at_most=50),
        Row("  the daemon's processor time each", middle(ours, "cpu_us"), "us"),
    ]


def beside(load, measure):
    """What `measure` gives while `load` runs."""
    failed = []

    def run():
        try:
            load()
        except RuntimeError as error:
            failed.append(error)

    other = threading.Thread(target=run)
    other.start()
    measured = measure()
    other.join()
    if failed:
        raise failed[0]
    return measured


def password_requests(file, port):
    """Sign-ins of accounts 10 to 63, each from a client of its own, so that none asks too often."""
    length = 0
    with open(file, "w", encoding="ascii", newline="") as out:
        for n in range(5000):
            account = 10 + n % (PASSWORDS - 10)
            body = json.dumps({"email": f"sample.{account}@example.org",
                               "password": f"a password of sample {account}"})
            request = (
                f"POST /api/v1/sign-in HTTP/1.1\r\nHost: localhost:{port}\r\n"
                f"Origin: http://localhost:{port}\r\nContent-Type: application/json\r\n"
                f"X-Forwarded-For: 198.18.{100 + n // 100}.{100 + n % 100}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body}")
            length = len(request)
            out.write(request)
    return length


def password(pace):
    few = machine.data_with_accounts(1000, PASSWORDS)
    with few as folder, machine.daemon(folder, "--password.threads", HASH_THREADS,
                                       "--http.trusted_proxies", "127.0.0.1") as daemon:
        file = folder / "requests"
        length = password_requests(file, daemon.port)

        def signed_in(seconds):
            run = wrk(daemon, 8, seconds, "/api/v1/sign-in", file=file, length=length, again=True)
            if run["refused"]:
                raise RuntimeError(f"{run['refused']} of {run['answers']} were refused")
            return run

        def hashed():
            command = [PROGRAMS / "argon2", "--threads", HASH_THREADS, "--seconds", pace.seconds]
            return {"per_second": float(output_of(command))}

        def loaded():
            return beside(lambda: signed_in(pace.seconds + 1), quiet)

        def quiet():
            return wrk(daemon, 8, pace.seconds, "/healthz")

        floor, ours = in_turns(pace.rounds, hashed, lambda: signed_in(pace.seconds))
        alone, under_load = in_turns(pace.rounds, quiet, loaded)
    hashes, sign_ins = middle(floor, "per_second"), middle(ours, "per_second")
    p99 = middle(alone, "p99_ms"), middle(under_load, "p99_ms")
    return [
        Row("sign-in with a password to Argon2id alone", sign_ins / hashes, "x", at_least=0.85,
            note=f"{sign_ins:.1f}/s of {hashes:.1f}/s, {HASH_THREADS} hash threads"),
        Row("bare replies' p99 under that load to without", p99[1] / p99[0], "x", at_most=3,
            note=f"{p99[1]:.2f} ms and {p99[0]:.2f} ms, 8 connections"),
    ]
