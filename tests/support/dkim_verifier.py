"""Checks the signatures of a letter with dkimpy, which nobody here wrote.

Started by tests/support/dkim_verifier.rs: takes on standard input a JSON object with the path of the letter and the TXT
records there are, by name; prints a JSON list with one entry a signature.
"""

import json
import re
import sys

import dkim

asked = json.load(sys.stdin)
with open(asked["path"], "rb") as file:
    letter = file.read()


def text_record(name, timeout=5):
    found = asked["records"].get(name.decode().rstrip("."))
    return found.encode() if found is not None else None


verdicts = []
signatures = len(re.findall(rb"(?mi)^dkim-signature:", letter.split(b"\r\n\r\n", 1)[0]))
for index in range(signatures):
    verifier = dkim.DKIM(letter, minkey=2048)
    try:
        good, why = bool(verifier.verify(idx=index, dnsfunc=text_record)), ""
    except dkim.DKIMException as error:
        good, why = False, str(error)
    tags = {name.decode(): re.sub(rb"\s", b"", value).decode() for name, value in verifier.signature_fields.items()}
    verdicts.append({"good": good, "why": why, "tags": tags})
print(json.dumps(verdicts))
