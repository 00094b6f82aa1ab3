"""The entries that every format's file holds, and what must be read of them."""
import base64
import os
from urllib.parse import quote

PASSWORD = "sparekey tést"
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "files")


class Token:
    def __init__(self, issuer, account, secret, kind="totp", algorithm="SHA1", digits=6, period=30,
                 counter=0, note="", tags=()):
        self.issuer, self.account, self.secret, self.kind = issuer, account, secret, kind
        self.algorithm, self.digits, self.period, self.counter = algorithm, digits, period, counter
        self.note, self.tags = note, sorted(tags)

    def but(self, **changes):
        copy = Token.__new__(Token)
        copy.__dict__ = {**self.__dict__, **changes}
        return copy

    @property
    def raw(self):
        return base64.b32decode(self.secret + "=" * (-len(self.secret) % 8))

    @property
    def uri(self):
        kind = "totp" if self.kind == "steam" else self.kind
        label = quote(f"{self.issuer}:{self.account}", safe=":@")
        query = f"secret={self.secret}&issuer={quote(self.issuer)}&algorithm={self.algorithm}"
        query += f"&digits={self.digits}"
        query += f"&counter={self.counter}" if kind == "hotp" else f"&period={self.period}"
        if self.kind == "steam":
            query += "&encoder=steam"
        return f"otpauth://{kind}/{label}?{query}"

    @property
    def expected(self):
        moving = self.counter if self.kind == "hotp" else self.period
        return "|".join([self.issuer, self.account, self.secret, self.kind, self.algorithm,
                         str(self.digits), str(moving), ",".join(self.tags), self.note])


# Aegis's own seven fixtures; the codes of these stand in the tests.
TOKENS = [
    Token("Deno", "Mason", "4SJHB4GSD43FZBAI7C2HLRJGPQ", note="a note", tags=["work", "code"]),
    Token("SPDX", "James", "5OM4WOOGPLQEF6UGN3CPEOOLWU", algorithm="SHA256", digits=7, period=20),
    Token("Airbnb", "Elijah", "7ELGJSGXNCCTV3O6LKJWYFV2RA", algorithm="SHA512", digits=8,
          period=50),
    Token("Boeing", "Sophia", "JRZCL47CMXVOQMNPZR2F7J4RGI", kind="steam", digits=5),
    Token("Issuu", "James", "YOOMIXWS5GN6RTBPUFFWKTW5M4", kind="hotp", counter=1),
    Token("Air Canada", "Benjamin", "KUVJJOM753IHTNDSZVCNKL7GII", kind="hotp", algorithm="SHA256",
          digits=7, counter=50),
    Token("Wöße & Söhne", "mäson+x@example.org", "5VAML3X35THCEBVRLV24CGBKOY", kind="hotp",
          algorithm="SHA512", digits=8, counter=10300),
]
BROKEN = Token("Broken", "entry", "NOT!BASE32")
NO_TAGS = [token.but(note="", tags=[]) for token in TOKENS]
NO_NOTE = [token.but(note="") for token in TOKENS]
