"""A running sparekeyd, something between that lies, and vaults that sync over both."""
import http.client
import http.server
import json
import os
import re
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request

from program import Case

DAEMON = os.path.abspath(os.environ.get("SPAREKEYD", "build/release/sparekeyd"))
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OTHER_SECRET = "MZXW6YTBOI3DKNRTGQ2TMNZYHEZTCMRT"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Site:
    """A daemon in a folder of its own; mails are kept in it."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="sparekey-sync-")
        self.port = free_port()
        words = ["run", "--create", "--var.folder", f"{self.folder.name}/var", "--http.port",
                 str(self.port), "--http.web_folder", "", "--http.trusted_proxies", "127.0.0.1"]
        self.log = open(f"{self.folder.name}/log", "w")
        self.process = subprocess.Popen([DAEMON, *words], cwd=self.folder.name, stdout=self.log,
                                        stderr=self.log)
        until = time.monotonic() + 30
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(open(self.log.name).read())
            time.sleep(0.05)

    def answers(self):
        try:
            urllib.request.urlopen(f"http://localhost:{self.port}/readyz", timeout=5).close()
            return True
        except OSError:
            return False

    def mailed_code(self, address):
        until = time.monotonic() + 15
        while time.monotonic() < until:
            with urllib.request.urlopen(f"http://localhost:{self.port}/api/v1/mailbox") as answer:
                mails = json.load(answer)["mails"]
            for mail in mails:
                code = re.search(r"^ {4}(\d{4}) ?(\d{4})$", mail["text"], re.MULTILINE)
                if address in mail["to"] and code:
                    return code[1] + code[2]
            time.sleep(0.05)
        raise AssertionError("no mail came")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()
        self.folder.cleanup()


class Between(http.server.BaseHTTPRequestHandler):
    """Hands everything on but to `server.gone`, a part of a path, and `server.swallow`, whose
    requests it answers as if all were well; and with what `server.lie` makes of an answer."""

    def log_message(self, *_):
        pass

    def hand_on(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.server.gone and self.server.gone in self.path:
            self.send_error(502)
            return
        if self.server.swallow and self.server.swallow in self.path:
            self.answer(200, "application/json", b'{"seq": 1000, "roster_number": 1}')
            return
        there = http.client.HTTPConnection("127.0.0.1", self.server.to, timeout=60)
        headers = {**self.headers, "X-Forwarded-For": self.server.client}
        there.request(self.command, self.path, body or None, headers)
        answer = there.getresponse()
        octets = answer.read()
        there.close()
        status = answer.status
        if self.server.lie and octets:
            status, told = self.server.lie(self.command, self.path, status, json.loads(octets))
            octets = json.dumps(told).encode()
        self.answer(status, answer.getheader("Content-Type", "application/json"), octets)

    def answer(self, status, kind, octets):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status != 204:
            self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    do_GET = do_POST = do_PUT = do_DELETE = hand_on


class SyncCase(Case):
    number = 0

    @classmethod
    def setUpClass(cls):
        cls.site = Site()
        cls.addClassCleanup(cls.site.stop)

    def setUp(self):
        super().setUp()
        SyncCase.number += 1
        self.email = f"ada{SyncCase.number}@example.org"
        self.between = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Between)
        # Each test is a client of its own, and meets no budget of the others.
        self.between.client = f"10.0.0.{SyncCase.number}"
        self.between.to, self.between.lie = self.site.port, None
        self.between.gone = self.between.swallow = None
        threading.Thread(target=self.between.serve_forever, daemon=True).start()
        self.addCleanup(self.between.server_close)
        self.addCleanup(self.between.shutdown)
        self.url = f"http://127.0.0.1:{self.between.server_port}"
        self.laptop, self.phone = self.path("laptop.json"), self.path("phone.json")
        self.key = self.make_laptop()

    def at(self, vault):
        self.vault = vault
        return self

    def make_laptop(self):
        """A vault with an entry and a recovery key, at the server."""
        self.at(self.laptop).add("GitHub:ada", SECRET)
        terminal = self.terminal("recovery-key", passphrase=True)
        terminal.wait_for("passport:\r\n\r\n    ")
        key = terminal.wait_for("\r\n")
        terminal.wait_for("Press Enter")
        terminal.type("\n")
        terminal.wait_for("Type it from the paper: ")
        terminal.type(key + "\n")
        self.assertEqual(terminal.close()[0], 0)
        terminal = self.terminal("sync", "--server", self.url, "--email", self.email,
                                 passphrase=True)
        terminal.wait_for("The code from the mail")
        terminal.type(self.site.mailed_code(self.email) + "\n")
        exit, said = terminal.close()
        self.assertEqual(exit, 0, said)
        return key

    def join(self, vault):
        self.at(vault)
        terminal = self.terminal("device", "--join", "--server", self.url, "--email", self.email,
                                 passphrase=True)
        terminal.wait_for("Are all of them yours? ")
        terminal.type("yes\n")
        terminal.wait_for("Recovery key: ")
        terminal.type(self.key + "\n")
        exit, said = terminal.close()
        self.assertEqual(exit, 0, said)
        return self

    def ask(self, vault):
        """A new device that asks one that is in, and waits."""
        terminal = self.at(vault).terminal("device", "--join", "--ask", "--server", self.url,
                                           "--email", self.email, passphrase=True)
        terminal.wait_for("Waiting, ten minutes at most.")
        return terminal

    def shown(self, asking):
        """The digits that it shows once a device has answered."""
        asking.wait_for("\r\n\r\n    ")
        return asking.wait_for("\r\n")

    def approve(self, vault):
        terminal = self.at(vault).terminal("device", "--approve", passphrase=True)
        terminal.wait_for("asks to be let into this vault.")
        return terminal

    def sync(self, vault):
        return self.at(vault).ok("sync", "--json").json

    def names(self, vault):
        entries = self.at(vault).ok("list", "--json").json["entries"]
        return sorted(entry["issuer"] for entry in entries)
