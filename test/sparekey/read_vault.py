"""Reads a vault with nothing of Sparekey: read_vault.py VAULT PASSPHRASE-FILE. See doc/vault.md."""
import base64
import json
import sys
import unicodedata

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt
from nacl.pwhash import argon2id


def octets(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def opened(key, sealed, place):
    sealed = octets(sealed)
    return decrypt(sealed[24:], place.encode(), sealed[:24], key)


def read_vault(text, passphrase):
    vault = json.loads(text)
    assert vault["format"] == "sparekey-vault-1"
    name, newest, kdf = vault["vault"], vault["epoch"], vault["kdf"]
    both = argon2id.kdf(64, unicodedata.normalize("NFC", passphrase).encode(), octets(kdf["salt"]),
                        opslimit=kdf["passes"], memlimit=kdf["memory_kib"] * 1024)
    start = f"sparekey-vault-1|{name}"
    keys = {newest: opened(both[32:], vault["wrapped_key"], f"{start}|passphrase|{newest}")}
    for epoch, sealed in vault["earlier_keys"].items():
        keys[int(epoch)] = opened(keys[newest], sealed, f"{start}|earlier|{epoch}|{newest}")
    for entry in vault["entries"]:
        place = "{start}|{id}|{revision}|{epoch}|{deleted:d}".format(start=start, **entry)
        plain = opened(keys[entry["epoch"]], entry["sealed"], place)
        if not entry["deleted"]:
            yield json.loads(plain)


if __name__ == "__main__":
    with open(sys.argv[1]) as vault_file, open(sys.argv[2]) as passphrase_file:
        for one in read_vault(vault_file.read(), passphrase_file.readline().rstrip("\n")):
            print(one["issuer"], one["account"], one["secret"])
