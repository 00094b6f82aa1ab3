"""Uploads of evidence: what sealing costs a connection, and what one in flight holds in memory."""
import socket
import time
from statistics import median

from lib import machine
from lib.machine import CORES, PROGRAMS
from lib.table import Row

PICTURE_OCTETS = 10 * 1024 * 1024
AT_ONCE = 200
PICTURE = bytes(PICTURE_OCTETS)
SETTLES_S = 1


class Upload:
    """A POST on a connection of its own, in as many parts as wanted."""

    def __init__(self, server, path):
        self.client = socket.create_connection(("127.0.0.1", server.port))
        head = (f"POST /api/v1/{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n"
                f"Content-Length: {PICTURE_OCTETS}\r\n\r\n")
        self.client.sendall(head.encode())

    def send(self, begin, end):
        self.client.sendall(memoryview(PICTURE)[begin:end])

    def end(self):
        answer = self.client.recv(4096)
        self.client.close()
        if not answer.startswith(b"HTTP/1.1 204"):
            raise RuntimeError(f"an upload was answered {answer[:200]!r}")


def mb_per_second(server, way, uploads):
    began = time.monotonic()
    for number in range(uploads):
        one = Upload(server, f"{way}/{number}")
        one.send(0, PICTURE_OCTETS)
        one.end()
    return uploads * PICTURE_OCTETS / 1e6 / (time.monotonic() - began)


def speed(server, pace):
    """Forth and back, so that what comes later is not worse off."""
    seen = {"sealed": [], "plain": [], "read": []}
    for number in range(pace.rounds):
        ways = list(seen) if number % 2 == 0 else list(reversed(seen))
        for way in ways:
            seen[way].append(mb_per_second(server, way, 2 * pace.seconds))
    return {way: median(figures) for way, figures in seen.items()}


def memory(server):
    """Half of each is there, none is done."""
    before = server.resident_mb()
    flying = [Upload(server, f"sealed/{number}") for number in range(AT_ONCE)]
    half = PICTURE_OCTETS // 2
    for one in flying:
        one.send(0, half)
    time.sleep(SETTLES_S)
    within = server.resident_mb()
    for one in flying:
        one.send(half, PICTURE_OCTETS)
        one.end()
    return (within - before) / 1.048576 / AT_ONCE


def upload(pace):
    with machine.folder() as folder:
        port = machine.free_port()
        command = [PROGRAMS / "upload_bench", "--folder", folder, "--port", port]
        with machine.Program([*command, "--threads", CORES], port) as server:
            figures = speed(server, pace)
            held = memory(server)
    note = "10 MiB each, to the disk, one after the other; " + ", ".join(
        f"{way} {figure:,.0f} MB/s" for way, figure in figures.items())
    return [
        Row("uploads sealed, against plain files", figures["sealed"] / figures["plain"], "x",
            at_least=0.6, note=note),
        Row("  against octets read and forgotten", figures["sealed"] / figures["read"], "x"),
        Row(f"memory an upload, {AT_ONCE} at once", held, "MiB", at_most=2),
    ]
