"""As much of JupyterHub as the portal asks for: whose token this is. A process of its own, so that it can be killed."""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PREFIX = "token-of-"


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.headers.get("Authorization", "").removeprefix(f"token {PREFIX}")
        user = {"kind": "user", "name": name, "groups": [], "scopes": [f"access:servers!user={name}"]}
        body = json.dumps(user).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Answers).serve_forever()
