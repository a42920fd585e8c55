"""Tests of the shop: `/usr/bin/python3 -m unittest`, from this folder. Standard library only."""

from __future__ import annotations

import hashlib
import http.client
import importlib.util
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import build
from shop import catalogue, sessions

HERE = Path(__file__).resolve().parent
SAME = ["/", "/category/mugs", "/products/{slug}", "/api/products?q=oak", "/api/products/{slug}", "/login", "/chat", "/account/",
        "/cart/", "/upload", "/health", "/fail", "/no-such-page", "/products/no-such-product"]  # fmt: skip


class CatalogueTest(unittest.TestCase):
    def test_same_seed_same_catalogue(self) -> None:
        self.assertEqual(catalogue.generate(3).products, catalogue.generate(3).products)
        self.assertNotEqual(catalogue.generate(3).products, catalogue.generate(4).products)
        self.assertEqual(len(catalogue.generate().by_slug), 240)


class BuildTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.dist = Path(cls.folder.name)
        cls.manifest = build.build(cls.dist, 1)

    def test_names_carry_the_hash_of_their_content(self) -> None:
        for path in self.manifest.values():
            content = (self.dist / path.removeprefix("/static/")).read_bytes()
            self.assertIn(hashlib.sha256(content).hexdigest()[:12], path)

    def test_pictures_are_what_their_names_say(self) -> None:
        for logical, path in self.manifest.items():
            content = (self.dist / path.removeprefix("/static/")).read_bytes()
            if logical.endswith(".jpg"):
                self.assertEqual((content[:3], content[-2:]), (b"\xff\xd8\xff", b"\xff\xd9"), logical)
            if logical.endswith(".png"):
                self.assertEqual(content[:8], b"\x89PNG\r\n\x1a\n")
            if logical.endswith(".svg"):
                self.assertTrue(content.startswith(b"<svg xmlns="))

    def test_the_style_sheet_names_pictures_by_their_fingerprint(self) -> None:
        css = (self.dist / self.manifest["css/site.css"].removeprefix("/static/")).read_text()
        self.assertIn(self.manifest["images/weave.png"], css)

    def test_what_is_no_longer_produced_goes(self) -> None:
        stray = self.dist / "images" / "stray.png"
        stray.write_bytes(b"")
        self.assertEqual(build.build(self.dist, 1), self.manifest)
        self.assertFalse(stray.exists())


class SessionsTest(unittest.TestCase):
    def test_only_signed_sessions_count(self) -> None:
        session = sessions.log_in("ada", "lovelace")
        self.assertEqual(sessions.user_of(session), "ada")
        self.assertIsNone(sessions.user_of(session + "0"))
        self.assertIsNone(sessions.user_of("alan." + session.partition(".")[2]))
        self.assertIsNone(sessions.log_in("ada", "turing"))


class Server:
    """One of the two servers on a free port."""

    def __init__(self, *command: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        words = [word.format(port=self.port) for word in command]
        self.process = subprocess.Popen([sys.executable, *words], cwd=HERE, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while True:
            try:
                self.get("/health")
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.stop()
                    raise
                time.sleep(0.05)

    def get(self, path: str, method: str = "GET", body: bytes | None = None) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            kept = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, kept, answer.read()
        finally:
            connection.close()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


class ServersTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.twin = Server("-m", "shop.twin", "--port", "{port}")
        cls.addClassCleanup(cls.twin.stop)

    def test_echo_counts_what_it_reads(self) -> None:
        body = os.urandom(300_000)
        answer = json.loads(self.twin.get("/echo", "POST", body)[2])
        self.assertEqual(answer, {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()})

    @unittest.skipUnless(importlib.util.find_spec("fastapi") and importlib.util.find_spec("uvicorn"), "needs FastAPI")
    def test_application_and_twin_answer_alike(self) -> None:
        application = Server("-m", "uvicorn", "shop.app:app", "--port", "{port}")
        self.addCleanup(application.stop)
        slug = catalogue.generate().products[0].slug
        for path in SAME:
            first, second = application.get(path.format(slug=slug)), self.twin.get(path.format(slug=slug))
            self.assertEqual(first[0], second[0], path)
            self.assertEqual(first[2], second[2], path)
            for name in ("content-type", "cache-control", "cache-tag", "location"):
                self.assertEqual(first[1].get(name), second[1].get(name), f"{path} {name}")


if __name__ == "__main__":
    unittest.main()
