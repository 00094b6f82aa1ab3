"""Writes the same entries as each other app would export them, from the formats' descriptions.

Nothing of Sparekey is used: `/usr/bin/python3 test/formats/write.py` with Debian's python3-nacl,
python3-argon2 and python3-cryptography makes files/ anew. Beside each FILE stands FILE.expected:
what must be read of it, an entry a line, "!" before the name of one that must be refused.
"""
import base64
import csv
import hashlib
import hmac
import io
import json
import os
import struct
from urllib.parse import quote

import nacl.bindings as sodium
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from tokens import BROKEN, FOLDER, NO_NOTE, NO_TAGS, PASSWORD, TOKENS, Token


def b64(octets):
    return base64.b64encode(octets).decode()


def pbkdf2(digest, salt, rounds, octets=32):
    kdf = PBKDF2HMAC(algorithm=digest, length=octets, salt=salt, iterations=rounds)
    return kdf.derive(PASSWORD.encode())


def argon2id(salt, passes, memory_kib, lanes, password=PASSWORD):
    return hash_secret_raw(password.encode(), salt, passes, memory_kib, lanes, 32, Type.ID)


def gcm(key, nonce, plain, bound=None):
    return AESGCM(key).encrypt(nonce, plain, bound)


def save(name, content, tokens, refused=(BROKEN.issuer,)):
    octets = content if isinstance(content, bytes) else content.encode()
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(octets)
    lines = [token.expected for token in tokens] + [f"!{one}" for one in refused]
    with open(os.path.join(FOLDER, name + ".expected"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def aegis():
    groups = {"work": "3f2a6d3e-0000-4000-8000-000000000001",
              "code": "3f2a6d3e-0000-4000-8000-000000000002"}

    def entry(token):
        info = {"secret": token.secret, "algo": token.algorithm, "digits": token.digits}
        info |= {"counter": token.counter} if token.kind == "hotp" else {"period": token.period}
        return {"type": token.kind, "uuid": "01234567-89ab-4def-8000-00000000000" + "0",
                "name": token.account, "issuer": token.issuer, "note": token.note, "icon": None,
                "favorite": False, "info": info, "groups": [groups[tag] for tag in token.tags]}

    database = {"version": 3, "entries": [entry(token) for token in [*TOKENS, BROKEN]],
                "groups": [{"uuid": uuid, "name": name} for name, uuid in groups.items()],
                "icons_optimized": True}
    save("aegis_plain.json",
         json.dumps({"version": 1, "header": {"slots": None, "params": None}, "db": database}),
         TOKENS)

    master, salt = os.urandom(32), os.urandom(32)
    kek = Scrypt(salt=salt, length=32, n=32768, r=8, p=1).derive(PASSWORD.encode())

    def sealed(key, plain):
        nonce = os.urandom(12)
        both = gcm(key, nonce, plain)
        return both[:-16], {"nonce": nonce.hex(), "tag": both[-16:].hex()}

    slot_key, slot_params = sealed(kek, master)
    other_key, other_params = sealed(os.urandom(32), master)
    body, params = sealed(master, json.dumps(database).encode())
    slots = [{"type": 2, "uuid": "a", "key": other_key.hex(), "key_params": other_params},
             {"type": 1, "uuid": "b", "key": slot_key.hex(), "key_params": slot_params, "n": 32768,
              "r": 8, "p": 1, "salt": salt.hex(), "repaired": True, "is_backup": False}]
    text = json.dumps({"version": 1, "header": {"slots": slots, "params": params},
                       "db": b64(body)}, indent=4).replace("/", "\\/")
    save("aegis_encrypted.json", text, TOKENS)


def twofas():
    def service(token, number):
        otp = {"label": token.account, "account": token.account, "issuer": token.issuer,
               "digits": token.digits, "algorithm": token.algorithm,
               "tokenType": token.kind.upper(), "source": "Link"}
        otp |= {"counter": token.counter} if token.kind == "hotp" else {"period": token.period}
        return {"name": token.issuer, "secret": token.secret, "updatedAt": 1700000000000,
                "otp": otp, "order": {"position": number},
                "groupId": "g1" if "work" in token.tags else None}

    groups = [{"id": "g1", "name": "work", "isExpanded": True}]
    services = [service(token, i) for i, token in enumerate([*TOKENS, BROKEN])]
    tokens = [token.but(note="", tags=[tag for tag in token.tags if tag == "work"])
              for token in TOKENS]
    top = {"groups": groups, "updatedAt": 1700000000000, "schemaVersion": 4,
           "appVersionCode": 5000029, "appVersionName": "5.4.3", "appOrigin": "android"}
    save("twofas_plain.2fas", json.dumps({"services": services, **top}), tokens)

    def sealed(plain):
        salt, nonce = os.urandom(256), os.urandom(12)
        key = pbkdf2(hashes.SHA256(), salt, 10000)
        return ":".join(b64(part) for part in (gcm(key, nonce, plain), salt, nonce))

    save("twofas_encrypted.2fas",
         json.dumps({"services": [], "servicesEncrypted": sealed(json.dumps(services).encode()),
                     "reference": sealed(b"tRViSsLKzd86Hprh"), **top}), tokens)
    old = [{"name": "Deno", "secret": "4SJH B4GS D43F ZBAI 7C2H LRJG PQ",
            "otp": {"account": "Mason", "issuer": None, "label": ""}, "order": {"position": 0}}]
    save("twofas_schema1.2fas", json.dumps({"services": old, "schemaVersion": 1}), NO_TAGS[:1], ())


def andotp():
    def entry(token):
        padded = token.secret + "=" * (-len(token.secret) % 8)
        both = {"secret": padded if "!" not in padded else token.secret, "issuer": token.issuer,
                "label": token.account, "digits": token.digits, "type": token.kind.upper(),
                "algorithm": token.algorithm, "thumbnail": "Default", "last_used": 0,
                "used_frequency": 0, "tags": token.tags}
        return both | ({"counter": token.counter} if token.kind == "hotp"
                       else {"period": token.period})

    text = json.dumps([entry(token) for token in [*TOKENS, BROKEN]])
    save("andotp_plain.json", text, NO_NOTE)
    salt, nonce = os.urandom(12), os.urandom(12)
    key = pbkdf2(hashes.SHA1(), salt, 143210)
    save("andotp_encrypted.bin",
         struct.pack(">I", 143210) + salt + nonce + gcm(key, nonce, text.encode()), NO_NOTE)
    old = json.dumps([{"secret": "4SJHB4GSD43FZBAI7C2HLRJGPQ", "label": "Deno - Deno:Mason",
                       "digits": 6, "type": "TOTP", "algorithm": "SHA1", "period": 30}])
    old_key = hashlib.sha256(PASSWORD.encode()).digest()
    save("andotp_old.bin", nonce + gcm(old_key, nonce, old.encode()), NO_TAGS[:1], ())


def freeotp():
    def token_json(token):
        octets = [octet - 256 if octet > 127 else octet for octet in token.raw]
        kind = "TOTP" if token.kind == "steam" else token.kind.upper()
        # The counter of the code that was shown last.
        return {"algo": token.algorithm, "counter": token.counter - 1, "digits": token.digits,
                "issuerExt": token.issuer, "issuerInt": token.issuer, "label": token.account,
                "period": token.period, "secret": octets, "type": kind}

    tokens = [token.but(issuer="Steam") if token.kind == "steam" else token for token in NO_TAGS]
    broken = {"issuerExt": "Broken", "label": "entry", "secret": [300, "x"], "type": "TOTP"}
    save("freeotp_plus.json",
         json.dumps({"tokenOrder": [f"{t.issuer}:{t.account}" for t in tokens],
                     "tokens": [*map(token_json, tokens), broken]}), tokens)


def ente():
    def line(token):
        display = {"pinned": False, "trashed": False, "lastUsedAt": 0, "tapCount": 0,
                   "tags": token.tags, "note": token.note}
        return token.uri + "&codeDisplay=" + quote(json.dumps(display)).replace(",", "%2C")

    lines = [line(token) for token in TOKENS]
    lines.append(line(BROKEN))
    lines.append(TOKENS[0].but(issuer="Trashed").uri + "&codeDisplay=" +
                 quote('{"trashed":true}'))
    # What cannot be read has no name there but in the URI.
    text = "\n".join(lines) + "\n"
    save("ente_plain.txt", text, TOKENS, ("", ""))
    for name, tag in (("ente_encrypted.json", 3), ("ente_encrypted_2024.json", 0)):
        salt = os.urandom(16)
        memory = 64 * 1024 * 1024
        key = argon2id(salt, 4, memory // 1024, 1)
        state = sodium.crypto_secretstream_xchacha20poly1305_state()
        header = sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)
        sealed = sodium.crypto_secretstream_xchacha20poly1305_push(state, text.encode(), b"", tag)
        save(name, json.dumps({"version": 1, "kdfParams": {"memLimit": memory, "opsLimit": 4,
                                                           "salt": b64(salt)},
                               "encryptedData": b64(sealed), "encryptionNonce": b64(header)}),
             TOKENS, ("", ""))


def bitwarden():
    bare = Token("Bare", "ada", "JBSWY3DPEHPK3PXP")
    steam = Token("Game", "ada", "JRZCL47CMXVOQMNPZR2F7J4RGI", kind="steam", digits=5)
    tokens = [*NO_TAGS, bare, steam]

    def totp(token):
        if token is bare:
            return token.secret
        if token is steam:
            return "steam://" + token.secret
        return token.uri.replace("%26", "%26amp%3B") if "&" in token.issuer else token.uri

    def item(token):
        return {"type": 1, "name": token.issuer, "favorite": False,
                "login": {"username": token.account, "totp": totp(token)}}

    # The Authenticator escapes for HTML before it encodes.
    tokens_read = tokens
    plain = {"encrypted": False, "folders": [],
             "items": [*map(item, [t for t in tokens if "&" not in t.issuer]), item(BROKEN),
                       {"type": 1, "name": "No code", "login": {"username": "x", "totp": None}},
                       {"type": 2, "name": "A note"}]}
    tokens_read = [t for t in tokens if "&" not in t.issuer]
    save("bitwarden_plain.json", json.dumps(plain), tokens_read)

    def protected(kdf, key):
        enc = HKDFExpand(hashes.SHA256(), 32, b"enc").derive(key)
        mac = HKDFExpand(hashes.SHA256(), 32, b"mac").derive(key)

        def sealed(text):
            iv = os.urandom(16)
            octets = text.encode()
            octets += bytes([16 - len(octets) % 16]) * (16 - len(octets) % 16)
            cipher = Cipher(algorithms.AES(enc), modes.CBC(iv)).encryptor()
            body = cipher.update(octets) + cipher.finalize()
            tag = hmac.new(mac, iv + body, "sha256").digest()
            return "2." + "|".join(b64(part) for part in (iv, body, tag))

        return json.dumps({"encrypted": True, "passwordProtected": True, **kdf,
                           "encKeyValidation_DO_NOT_EDIT": sealed("some-uuid"),
                           "data": sealed(json.dumps(plain))})

    salt = b64(os.urandom(16))
    save("bitwarden_pbkdf2.json",
         protected({"salt": salt, "kdfType": 0, "kdfIterations": 600000},
                   pbkdf2(hashes.SHA256(), salt.encode(), 600000)), tokens_read)
    save("bitwarden_argon2.json",
         protected({"salt": salt, "kdfType": 1, "kdfIterations": 3, "kdfMemory": 64,
                    "kdfParallelism": 4},
                   argon2id(hashlib.sha256(salt.encode()).digest(), 3, 64 * 1024, 4)), tokens_read)
    rows = io.StringIO()
    table = csv.writer(rows, lineterminator="\n")
    table.writerow(["folder", "favorite", "type", "name", "notes", "fields", "reprompt",
                    "login_uri", "login_username", "login_password", "login_totp"])
    for token in [*tokens_read, BROKEN]:
        table.writerow(["", "", "login", token.issuer, "two\nlines, \"quoted\"", "", 0, "",
                        token.account, "pass,word", totp(token)])
    table.writerow(["", "", "login", "No code", "", "", 0, "", "x", "y", ""])
    save("bitwarden.csv", rows.getvalue(), tokens_read)


def stratum():
    kinds = {"hotp": 1, "totp": 2, "steam": 4}
    digests = {"SHA1": 0, "SHA256": 1, "SHA512": 2}

    def entry(token):
        return {"Type": kinds[token.kind], "Icon": None, "Issuer": token.issuer,
                "Username": token.account, "Secret": token.secret, "Pin": None,
                "Algorithm": digests[token.algorithm], "Digits": token.digits,
                "Period": token.period, "Counter": token.counter, "CopyCount": 0, "Ranking": 0}

    motp = entry(Token("Yandex", "x", "JBSWY3DPEHPK3PXP")) | {"Type": 5}
    text = json.dumps({"Authenticators": [*map(entry, [*TOKENS, BROKEN]), motp],
                       "Categories": [{"Id": "c1", "Name": "work"}, {"Id": "c2", "Name": "code"}],
                       "AuthenticatorCategories": [
                           {"CategoryId": "c1", "AuthenticatorSecret": TOKENS[0].secret},
                           {"CategoryId": "c2", "AuthenticatorSecret": TOKENS[0].secret}],
                       "CustomIcons": []})
    refused = ("Broken", "Yandex")
    save("stratum_plain.json", text, NO_NOTE, refused)
    salt, nonce = os.urandom(16), os.urandom(12)
    key = argon2id(salt, 3, 64 * 1024, 4)
    save("stratum_encrypted.authpro",
         b"AUTHENTICATORPRO" + salt + nonce + gcm(key, nonce, text.encode()), NO_NOTE, refused)
    salt, iv = os.urandom(20), os.urandom(16)
    octets = text.encode()
    octets += bytes([16 - len(octets) % 16]) * (16 - len(octets) % 16)
    cipher = Cipher(algorithms.AES(pbkdf2(hashes.SHA1(), salt, 64000)), modes.CBC(iv)).encryptor()
    save("stratum_legacy.authpro",
         b"AuthenticatorPro" + salt + iv + cipher.update(octets) + cipher.finalize(), NO_NOTE,
         refused)


def proton():
    def entry(token):
        steam = token.kind == "steam"
        uri = "steam://" + token.secret if steam else token.uri
        return {"id": token.issuer, "note": token.note or None,
                "content": {"uri": uri, "entry_type": "Steam" if steam else "Totp",
                            "name": token.account}}

    # It has no HOTP, and of a Steam entry only a name.
    tokens = [token.but(tags=[], issuer="Steam" if token.kind == "steam" else token.issuer)
              for token in TOKENS if token.kind != "hotp"]
    text = json.dumps({"version": 1, "entries": [*map(entry, tokens), entry(BROKEN)]})
    save("proton_plain.json", text, tokens, ("entry",))
    salt, nonce = os.urandom(16), os.urandom(12)
    key = argon2id(salt, 2, 19456, 1)
    sealed = nonce + gcm(key, nonce, text.encode(), b"proton.authenticator.export.v1")
    save("proton_encrypted.json",
         json.dumps({"version": 1, "salt": b64(salt), "content": b64(sealed)}), tokens, ("entry",))


def varint(value):
    value &= (1 << 64) - 1
    octets = b""
    while value > 127:
        octets += bytes([value & 127 | 128])
        value >>= 7
    return octets + bytes([value])


def number(field, value):
    return varint(field << 3) + varint(value)


def octets_field(field, value):
    return varint(field << 3 | 2) + varint(len(value)) + value


def google():
    def parameters(token):
        body = octets_field(1, token.raw)
        body += octets_field(2, f"{token.issuer}:{token.account}".encode())
        body += octets_field(3, token.issuer.encode())
        body += number(4, {"SHA1": 1, "SHA256": 2, "SHA512": 3}[token.algorithm])
        body += number(5, 2 if token.digits == 8 else 1)
        body += number(6, 1 if token.kind == "hotp" else 2)
        if token.kind == "hotp":
            body += number(7, token.counter)
        return octets_field(1, body)

    # No period, no seven digits, no Steam.
    tokens = [token.but(period=30, digits=8 if token.digits == 8 else 6)
              for token in NO_TAGS if token.kind != "steam"]
    lines = []
    parts = [tokens[:2], tokens[2:4], tokens[4:]]
    for index, part in enumerate(parts):
        body = b"".join(map(parameters, part))
        body += number(2, 1) + number(3, len(parts)) + number(4, index) + number(5, -2115474809)
        lines.append("otpauth-migration://offline?data=" + quote(b64(body), safe=""))
    save("google.txt", "\n".join([lines[2], lines[0], lines[1]]) + "\n",
         [*tokens[4:], *tokens[:2], *tokens[2:4]], ())
    save("google_one_missing.txt", lines[2] + "\n" + lines[0] + "\n", [*tokens[4:], *tokens[:2]],
         ("QR code 2 of 3",))
    empty = octets_field(1, octets_field(2, b"Broken:entry") + number(6, 2))
    strange = octets_field(1, octets_field(1, b"1234567890") + octets_field(2, b"Strange:entry") +
                           number(6, 7))
    body = parameters(tokens[0]) + empty + strange
    save("google_broken.txt", "otpauth-migration://offline?data=" + quote(b64(body), safe="") +
         "\n", tokens[:1], ("Broken", "Strange"))


def lists():
    text = "# my codes\n\n" + "\n".join(token.uri for token in NO_TAGS) + "\r\n" + BROKEN.uri + "\n"
    save("otpauth.txt", text, NO_TAGS, ("",))
    rows = io.StringIO()
    table = csv.writer(rows, quoting=csv.QUOTE_ALL, lineterminator="\n")
    table.writerow(["Group", "Title", "Username", "Password", "URL", "Notes", "TOTP", "Icon",
                    "Last Modified", "Created"])
    for token in [*NO_TAGS, BROKEN]:
        table.writerow(["Root/Work", token.issuer, token.account, "pass", "", "n\n\"q\"",
                        token.uri, "0", "", ""])
    table.writerow(["Root", "KeeOtp", "ada", "", "", "",
                    "key=JBSWY3DPEHPK3PXP&size=8&step=25&otpHashMode=Sha256", "0", "", ""])
    table.writerow(["Root", "No code", "ada", "x", "", "", "", "0", "", ""])
    tagged = [token.but(tags=["Work"]) for token in NO_TAGS]
    tagged.append(Token("KeeOtp", "ada", "JBSWY3DPEHPK3PXP", algorithm="SHA256", digits=8,
                        period=25))
    save("keepassxc.csv", rows.getvalue(), tagged)


if __name__ == "__main__":
    for write in (aegis, twofas, andotp, freeotp, ente, bitwarden, stratum, proton, google, lists):
        write()
