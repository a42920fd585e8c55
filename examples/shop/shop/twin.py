"""The shop on Python's standard library alone, for machines without FastAPI: `python3 -m shop.twin --port 8002`."""

from __future__ import annotations

import argparse
import re
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Iterator
from urllib.parse import unquote

from .service import ROUTES, Handler, Request, Response, Shop

PIECE_BYTES = 64 * 1024
_PATTERNS = [(method, re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path)), handler) for method, path, handler in ROUTES]


def find(method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
    """The handler for a request, and what its path captured."""
    wanted = "GET" if method == "HEAD" else method
    for each, pattern, handler in _PATTERNS:
        match = pattern.fullmatch(path)
        if match and each == wanted:
            return handler, match.groupdict()
    return None


class Exchange(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version = "shop"
    shop: Shop

    def _handle(self) -> None:
        raw, _, query = self.path.partition("?")
        path = unquote(raw)
        headers = {name.lower(): value for name, value in self.headers.items()}
        handler, captured = find(self.command, path) or (Shop.missing, {})
        body = self._pieces(headers)
        response = handler(self.shop, Request(self.command, path, query, headers, body, captured))
        for _ in body:
            pass  # what the handler left unread would be taken for the next request
        self._write(response)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = _handle  # noqa: N815

    def _pieces(self, headers: dict[str, str]) -> Iterator[bytes]:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            while size := int(self.rfile.readline().split(b";")[0], 16):
                yield self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return
        left = int(headers.get("content-length", 0))
        while left > 0:
            piece = self.rfile.read(min(left, PIECE_BYTES))
            if not piece:
                raise ConnectionError("the body ended early")
            left -= len(piece)
            yield piece

    def _write(self, response: Response) -> None:
        self.send_response(response.status)
        self.send_header("Content-Type", response.media_type)
        for name, value in response.headers.items():
            self.send_header(name, value)
        whole = response.body if isinstance(response.body, bytes) else None
        if whole is not None:
            self.send_header("Content-Length", str(len(whole)))
        else:
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if self.command == "HEAD":
            return
        if whole is not None:
            self.wfile.write(whole)
            return
        for piece in response.body:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *arguments: object) -> None:
        """Silent: the edge writes the access log."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main() -> None:
    parser = argparse.ArgumentParser(description="Run the shop on the standard library.")
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    Exchange.shop = Shop()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Server(("127.0.0.1", arguments.port), Exchange) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
