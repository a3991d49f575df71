"""The SMTP server of the tests: aiosmtpd on a free port, which keeps every letter as a file.

Started by tests/support/smtp_server.rs. Says on standard output, one JSON object a line, what happens; takes on
standard input, one JSON object a line, how to behave from now on; ends when standard input ends.
"""

import argparse
import asyncio
import json
import os
import re
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

options = argparse.ArgumentParser()
options.add_argument("--folder", required=True)
options.add_argument("--port", type=int, default=0)
options.add_argument("--certificate")
options.add_argument("--key")
options.add_argument("--user")
options.add_argument("--password")
options = options.parse_args()

behaviour = {"refuse": None, "defer": None, "hang_after_data": False}


def say(event, **more):
    print(json.dumps({"event": event, **more}), flush=True)


class Handler:
    kept = 0

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        for what, answer in (("refuse", "550 5.1.1 No such user here"), ("defer", "451 4.7.1 Greylisted, try again later")):
            if behaviour[what] and re.search(behaviour[what], address):
                say(what, to=address)
                return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        if behaviour["hang_after_data"]:
            say("hang", to=envelope.rcpt_tos)
            await asyncio.Event().wait()
        Handler.kept += 1
        path = os.path.join(options.folder, f"{Handler.kept:05}.eml")
        with open(path, "wb") as letter:
            letter.write(envelope.original_content or envelope.content)
        user = session.auth_data.login.decode() if session.authenticated else None
        say("letter", path=path, sender=envelope.mail_from, to=envelope.rcpt_tos, tls=session.ssl is not None, user=user)
        return f"250 2.0.0 Kept as {Handler.kept}"


def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data == LoginPassword(options.user.encode(), options.password.encode())
    return AuthResult(success=good, auth_data=data if good else None, handled=good)


async def main():
    loop = asyncio.get_running_loop()
    more = {}
    if options.certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(options.certificate, options.key)
        more = {"tls_context": tls, "require_starttls": True}
    if options.user:
        more |= {"auth_required": True, "authenticator": authenticate, "auth_require_tls": bool(options.certificate)}
    handler = Handler()
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="localhost", loop=loop, **more), "127.0.0.1", options.port
    )
    say("listening", port=server.sockets[0].getsockname()[1])
    commands = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    while line := await commands.readline():
        behaviour.update(json.loads(line))
        say("changed")


asyncio.run(main())
