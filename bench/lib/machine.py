"""Programs under measurement: started, asked what they used, ended."""
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/release"
PROGRAMS = BUILD / "bench"
WORK = ROOT / "build/bench"
CORES = len(os.sched_getaffinity(0))
ANSWERS_WITHIN_S = 30


def output_of(command, **options):
    """What a program prints; its own words are the error when it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr or done.stdout}")
    return done.stdout


@contextmanager
def folder():
    """On the disk that is measured, and gone afterwards."""
    WORK.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix="run-", dir=WORK))
    try:
        yield made
    finally:
        shutil.rmtree(made)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path="/healthz"):
    """Sends one GET on a new connection and returns the open socket, once the answer is there."""
    client = socket.create_connection(("127.0.0.1", port))
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
    if not client.recv(4096).startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{path} of port {port} is not well")
    return client


class Program:
    """A server of ours on a port of its own."""

    def __init__(self, command, port):
        self.port = port
        self.process = subprocess.Popen(
            [str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    def wait_for_answer(self):
        """Before it serves, the daemon tries its port: a connection may be reset."""
        until = time.monotonic() + ANSWERS_WITHIN_S
        while True:
            try:
                get(self.port).close()
                return self
            except ConnectionError:
                if self.process.poll() is not None:
                    raise RuntimeError(self.process.stderr.read().decode()) from None
                if time.monotonic() > until:
                    raise
                time.sleep(0.001)

    def cpu_us(self):
        """Of all its threads, user and system, since it began."""
        text = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8")
        fields = text.rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1e6 / os.sysconf("SC_CLK_TCK")

    def resident_mb(self):
        text = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(re.search(r"VmRSS:\s+(\d+) kB", text)[1]) * 1024 / 1e6

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)
        self.process.stderr.close()

    def __enter__(self):
        try:
            return self.wait_for_answer()
        except BaseException:
            self.end()
            raise

    def __exit__(self, *_):
        self.end()


def hello():
    port = free_port()
    return Program([PROGRAMS / "hello", "--port", port, "--threads", CORES], port)


def data_in(where):
    """Where the daemon, and a command beside it, find its data."""
    return ["--var.folder", where, "--store.url", f"sqlite:{where}/sparekey.db",
            "--mail.folder", where / "mail", "--keys.ring_file", where / "key-ring",
            "--keys.pepper_file", where / "pepper"]


def daemon(where, *more):
    """The daemon as it comes, on the data in `where`."""
    port = free_port()
    command = [BUILD / "sparekeyd", "run", "--create", *data_in(where)]
    command += ["--http.port", port, "--site.public_url", f"http://localhost:{port}"]
    return Program([*command, *more], port)


def accounts(count, passwords):
    """The folder of a daemon's data with so many accounts, made once for one build."""
    made = WORK / f"accounts-{count}"
    loader = PROGRAMS / "load_accounts"
    digest = output_of(["sha256sum", loader]).split()[0]
    stamp = made / "made-by"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != digest:
        shutil.rmtree(made, ignore_errors=True)
        output_of([loader, "--folder", made, "--accounts", count, "--passwords", passwords])
        stamp.write_text(digest, encoding="utf-8")
    return made


@contextmanager
def data_with_accounts(count, passwords):
    """A copy of accounts(), whose challenges begin now."""
    made = accounts(count, passwords)
    with folder() as copy:
        shutil.copytree(made, copy, dirs_exist_ok=True)
        output_of([PROGRAMS / "load_accounts", "--folder", copy, "--renew", 1])
        yield copy


def wrk(target, connections, seconds, path, *, file=None, length=0, again=False):
    """One run of wrk with one thread; what it saw, as numbers."""
    script = ROOT / "bench" / ("copy.lua" if file else "report.lua")
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", script]
    command.append(f"http://127.0.0.1:{target.port}{path}")
    if file:
        command += ["--", file, length, *(["again"] if again else [])]
    seen = json.loads(output_of(command, cwd=ROOT).strip().rsplit("\n", 1)[-1])
    if seen["broken"]:
        raise RuntimeError(f"wrk lost {seen['broken']} connections: {' '.join(map(str, command))}")
    seen["accepted"] = seen["answers"] - seen["refused"]
    seen["per_second"] = seen["accepted"] / seen["seconds"]
    return seen
