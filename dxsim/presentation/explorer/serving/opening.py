"""A page with a secret address, opened in the reader's browser."""

import secrets
import threading
import webbrowser
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer


class Usher(ThreadingTCPServer):
    """A server on the loopback address that leads whoever comes first to another address.

    It answers one request for its own address, `door`, and no other, then or later.
    """

    daemon_threads = True

    def __init__(self, host: str, address: str) -> None:
        super().__init__((host, 0), _Door)
        self.path = f"/{secrets.token_urlsafe(24)}"
        self.door = f"http://{host}:{self.server_address[1]}{self.path}"
        self._address: list[str] = [address]

    def ask(self, path: str) -> str | None:
        """Return the address for the first who asks at the door, else None."""
        try:
            return self._address.pop() if path == self.path else None
        except IndexError:
            return None


class _Door(BaseHTTPRequestHandler):
    server: Usher

    def do_GET(self) -> None:
        address = self.server.ask(self.path)
        self.send_response(HTTPStatus.SEE_OTHER if address else HTTPStatus.NOT_FOUND)
        if address:
            self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def open_in_browser(host: str, address: str) -> None:
    """Open an address in the reader's browser without showing it to others on the machine.

    The command line of a browser can be read by every user of the machine, so what stands there
    leads to the address once only.
    """
    usher = Usher(host, address)
    threading.Thread(target=usher.serve_forever, daemon=True).start()
    webbrowser.open(usher.door)
