"""Sends the requests of a listing to the Flask program beside it, and compares the answers with those that are printed.

In the current folder: `program.py`, and `exchange.http` with requests and answers in turn. An answer may have attributes
in its `Set-Cookie` that the listing leaves out; whatever the listing shows must be there.
"""

import re
import runpy
import secrets

text = open("exchange.http", encoding="utf-8").read().strip()
messages = re.split(r"\n(?=[A-Z]+ /\S* HTTP/1\.1$|HTTP/1\.1 \d{3} )", text, flags=re.MULTILINE)
assert len(messages) % 2 == 0 and messages, messages

# A value that the program draws by chance is the one that is printed.
drawn = re.search(r"^Set-Cookie: \w+=([\w-]{22})$", text, flags=re.MULTILINE)
if drawn:
    secrets.token_urlsafe = lambda octets: drawn[1] if octets == 16 else None


def parted(message):
    """The first line, the headers, and the body of a message."""
    head, _, body = message.strip().partition("\n\n")
    first, *lines = head.split("\n")
    return first, [tuple(line.split(": ", 1)) for line in lines], body.strip()


client = runpy.run_path("program.py")["app"].test_client(use_cookies=False)
for request, answer in zip(messages[::2], messages[1::2]):
    (method, path, _), headers, body = (lambda p: (p[0].split(" "), dict(p[1]), p[2]))(parted(request))
    host = headers.pop("Host")
    got = client.open(path, method=method, base_url=f"https://{host}", headers=headers, data=body or None)
    first, wanted, text = parted(answer)
    assert first == f"HTTP/1.1 {got.status}", (first, got.status)
    assert text == got.text.strip(), (text, got.text)
    lines = got.headers.getlist("Set-Cookie")
    assert len(lines) == len(wanted), (wanted, lines)
    for (name, value), line in zip(wanted, lines):
        assert name == "Set-Cookie", name
        missing = set(value.split("; ")) - set(line.split("; "))
        assert not missing, (missing, line)
