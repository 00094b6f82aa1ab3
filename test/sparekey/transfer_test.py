"""import, export and scan, with programs that are not ours on the other side."""
import base64
import json
import os
import struct
import subprocess
import unittest
import zlib
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from program import Case, oathtool

FILES = "test/formats/files"
FILE_PASSWORD = "sparekey tést"
KEYS = ["JBSWY3DPEHPK3PXP", "GEZDGNBVGY3TQOJQ", "4SJHB4GSD43FZBAI7C2HLRJGPQ"]


def uri(number):
    return f"otpauth://totp/Site{number}:ada?secret={KEYS[number]}&issuer=Site{number}"


def png(rows):
    """Rows of grey octets as a PNG."""
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) +
            chunk(b"IEND", b""))


def qr_rows(text, size=4, margin=4):
    """A QR code by qrencode, which is not ours, as rows of grey octets."""
    drawn = subprocess.run(["qrencode", "-t", "ASCII", "-m", str(margin), text], text=True,
                           capture_output=True, check=True).stdout
    rows = []
    for line in drawn.split("\n")[:-1]:
        row = [0 if line[at] == "#" else 255 for at in range(0, len(line), 2)]
        rows += [[grey for grey in row for _ in range(size)]] * size
    return rows


def beside(*pictures):
    height = max(map(len, pictures))
    rows = [[] for _ in range(height)]
    for picture in pictures:
        for y in range(height):
            rows[y] += picture[y] if y < len(picture) else [255] * len(picture[0])
    return rows


def inverted(rows):
    return [[255 - grey for grey in row] for row in rows]


class Import(Case):
    def test_what_others_wrote_comes_in_and_nothing_twice(self):
        password = self.write("password", FILE_PASSWORD + "\n")
        for name in ("aegis_encrypted.json", "otpclient_aegis.json", "keepassxc_2.7.4.csv",
                     "google.txt"):
            file = os.path.join(FILES, name)
            words = ["import", file, "--json", "--password-file", password]
            first = self.run_bare(*words).json
            again = self.run_bare(*words).json
            self.assertEqual(first["of"], first["read"] + len(first["unread"]), name)
            self.assertEqual((again["added"], again["known"]), ([], first["read"]), name)
        entries = self.ok("list", "--json").json["entries"]
        self.assertIn("Deno (Mason)", [entry["name"] for entry in entries])

    def test_one_bad_entry_stops_nobody(self):
        result = self.run_bare("import", os.path.join(FILES, "otpauth.txt"))
        self.assertEqual(result.exit, 7)
        self.assertIn("7 of 8 read; 7 added.", result.out)
        self.assertIn("! entry 8: Its secret is not base32.", result.out)

    def test_nothing_comes_of_what_cannot_be_read(self):
        self.add("There")
        before = self.content()
        with open(os.path.join(FILES, "aegis_encrypted.json"), "rb") as file:
            whole = file.read()
        wrong = self.write("wrong", "not the password\n")
        cut = self.write("cut.json", whole[:-200])
        self.refused(6, "unknown-format", "import", cut)
        self.refused(6, "damaged-file", "import", cut, "--format", "aegis")
        self.refused(5, "wrong-password", "import", os.path.join(FILES, "aegis_encrypted.json"),
                     "--password-file", wrong)
        self.refused(8, "no-terminal", "import", os.path.join(FILES, "aegis_encrypted.json"))
        self.refused(6, "nothing-in-it", "import", self.write("empty.json", "[]"))
        self.refused(6, "unknown-format", "import", self.write("text.txt", "hello\n"))
        self.refused(6, "nothing-read", "import", self.write("bad.txt", "otpauth://totp/a?x=1\n"))
        self.assertEqual(self.content(), before)

    def test_a_dry_run_adds_nothing(self):
        self.add("There")
        before = self.content()
        result = self.run_bare("import", os.path.join(FILES, "otpauth.txt"), "--dry-run")
        self.assertIn("7 would be added", result.out)
        self.assertEqual(self.content(), before)

    def test_a_proof_is_offered_on_a_terminal(self):
        self.add("There", "MZXW6YTBMZXW6YTB")
        file = self.write("list.txt", uri(0) + "\n" + uri(1) + "\n")
        terminal = self.terminal("import", file, passphrase=True)
        terminal.wait_for("shows now for Site0 (ada)")
        terminal.type(oathtool(KEYS[0], "--totp") + "\n")
        terminal.wait_for("matches.")
        terminal.wait_for("shows now for Site1 (ada)")
        terminal.type(oathtool(KEYS[1], "--totp", "--time-step-size=60s") + "\n")
        terminal.wait_for("matches with 60 s")
        exit, _ = terminal.close()
        self.assertEqual(exit, 0)


class Scan(Case):
    def scanned(self, *names):
        result = self.run_bare("scan", *[self.path(name) for name in names], "--json")
        return result.exit, sorted(entry["issuer"] for entry in result.json.get("added", []))

    def test_pictures_of_codes_are_read(self):
        self.write("one.png", png(qr_rows(uri(0))))
        self.assertEqual(self.scanned("one.png"), (0, ["Site0"]))
        self.assertEqual(self.scanned("one.png"), (0, []))

    def test_several_in_one_also_light_on_dark(self):
        self.write("several.png", png(beside(qr_rows(uri(0)), inverted(qr_rows(uri(1))),
                                             qr_rows(uri(2)))))
        self.assertEqual(self.scanned("several.png"), (0, ["Site0", "Site1", "Site2"]))

    def test_an_inverted_one_alone(self):
        self.write("dark.png", png(inverted(qr_rows(uri(0), margin=2))))
        self.assertEqual(self.scanned("dark.png"), (0, ["Site0"]))

    def test_small_ones_with_one_pixel_a_square(self):
        self.write("small.png", png(qr_rows(uri(0), size=1)))
        self.write("small-dark.png", png(inverted(qr_rows(uri(1), size=1))))
        self.assertEqual(self.scanned("small.png", "small-dark.png"), (0, ["Site0", "Site1"]))

    def test_qrencode_s_own_pictures(self):
        subprocess.run(["qrencode", "-o", self.path("own.png"), uri(0)], check=True)
        self.assertEqual(self.scanned("own.png"), (0, ["Site0"]))

    def test_a_google_export_of_several_pictures_in_any_order(self):
        with open(os.path.join(FILES, "google.txt")) as file:
            lines = file.read().split()
        for number, line in enumerate(lines):
            self.write(f"{number}.png", png(qr_rows(line, size=3)))
        result = self.run_bare("scan", *[self.path(f"{n}.png") for n in (2, 0)], "--json")
        self.assertEqual(result.exit, 7)
        self.assertIn("1 of 3", result.json["unread"][0]["name"])
        exit, issuers = self.scanned("0.png", "1.png", "2.png")
        self.assertEqual((exit, len(issuers)), (0, 2))
        self.assertEqual(len(self.ok("list", "--json").json["entries"]), 6)

    def test_what_a_code_is_instead_is_said(self):
        for text, said in [("https://example.org/app", "address of a web page"),
                           ("phonefactor://activate?code=1", "Microsoft"),
                           ("WIFI:S:net;P:x;;", "wireless"), ("hello", "something else")]:
            self.write("other.png", png(qr_rows(text)))
            self.assertIn(said, self.refused(6, "nothing-read", "scan", self.path("other.png")))
        self.write("none.png", png([[255] * 50] * 50))
        self.assertIn("No QR code", self.refused(6, "nothing-read", "scan", self.path("none.png")))
        self.write("text.png", "hello")
        self.assertIn("no PNG", self.refused(6, "nothing-read", "scan", self.path("text.png")))
        self.write("cut.png", png(qr_rows(uri(0)))[:200])
        self.refused(6, "nothing-read", "scan", self.path("cut.png"))
        self.refused(6, "a-picture", "import", self.path("none.png"))


class Export(Case):
    def setUp(self):
        super().setUp()
        self.ok("import", self.write("list.txt", uri(0) + "\n" + uri(1) + "&period=60\n"))

    def test_a_backup_is_a_vault_that_comes_back(self):
        self.ok("export", self.path("backup.json"))
        self.assertEqual(os.stat(self.path("backup.json")).st_mode & 0o777, 0o600)
        self.refused(6, "file-exists", "export", self.path("backup.json"))
        with open(self.path("backup.json")) as file:
            self.assertNotIn('"device"', file.read())
        self.vault = self.path("other.json")
        first = self.ok("import", self.path("backup.json"), "--json", "--password-file",
                        self.passphrase_file)
        self.assertEqual(len(first.json["added"]), 2)
        os.remove(self.vault)
        os.rename(self.path("backup.json"), self.vault)
        self.assertEqual(len(self.ok("list", "--json").json["entries"]), 2)

    def test_a_list_of_uris_gives_oathtool_the_same_codes(self):
        result = self.ok("export", "-", "--format", "otpauth")
        for line in result.out.split():
            parts = urlsplit(line)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            shown = self.ok("code", query["issuer"], "--json").json
            expected = oathtool(query["secret"], "--totp", f"--now=@{shown['valid_from']}",
                                f"--time-step-size={query['period']}s",
                                f"--digits={query['digits']}")
            self.assertEqual(shown["code"], expected)

    def test_aegis_s_file_opens_as_aegis_describes_it(self):
        password = self.write("password", "a password of its own\n")
        self.ok("export", self.path("aegis.json"), "--format", "aegis", "--password-file", password)
        with open(self.path("aegis.json")) as file:
            content = json.load(file)
        slot = content["header"]["slots"][0]
        kek = Scrypt(salt=bytes.fromhex(slot["salt"]), length=32, n=slot["n"], r=slot["r"],
                     p=slot["p"]).derive(b"a password of its own")

        def opened(key, params, sealed):
            tag = bytes.fromhex(params["tag"])
            return AESGCM(key).decrypt(bytes.fromhex(params["nonce"]), sealed + tag, None)

        master = opened(kek, slot["key_params"], bytes.fromhex(slot["key"]))
        params = content["header"]["params"]
        db = json.loads(opened(master, params, base64.b64decode(content["db"])))
        self.assertEqual(sorted((e["issuer"], e["info"]["secret"], e["info"]["period"])
                                for e in db["entries"]),
                         [("Site0", KEYS[0], 30), ("Site1", KEYS[1], 60)])

    def test_what_a_format_cannot_carry_is_said(self):
        result = self.ok("export", self.path("google.txt"), "--format", "google", "--json")
        self.assertIn("period of 60 s", result.json["losses"][0]["about"])

    def test_a_code_in_the_terminal_is_read_by_zbar(self):
        for words in (["qr", "--name", "site0"], ["google-qr"]):
            drawn = self.ok("export", "--format", *words).out
            rows = []
            for line in drawn.split("\n"):
                if not line.startswith("\x1b[38;5;16;48;5;231m"):
                    continue
                squares = line.replace("\x1b[38;5;16;48;5;231m", "").replace("\x1b[0m", "")
                for part in ("█▀", "█▄"):
                    row = [grey for square in squares
                           for grey in [0 if square in part else 255] * 4]
                    rows += [row] * 4
            self.write("drawn.png", png(rows))
            read = subprocess.run(["zbarimg", "-q", "--raw", self.path("drawn.png")], text=True,
                                  capture_output=True, check=True).stdout
            if words[0] == "qr":
                self.assertIn(f"secret={KEYS[0]}", read)
            else:
                self.assertTrue(read.startswith("otpauth-migration://offline?data="))


if __name__ == "__main__":
    unittest.main(verbosity=2)
