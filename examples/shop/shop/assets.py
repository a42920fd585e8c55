"""Where the pages' assets lie: the manifest of the release that is live.

The edge names the live release in the request field Slipway-Release. The shop keeps one manifest for each release it has
met, and fetches an unknown one through the edge, whose answer says in the same field which release it came from: so a page
never mixes two releases, and a rollback needs no restart.
"""

from __future__ import annotations

import http.client
import json
import os
import threading
from pathlib import Path
from urllib.parse import urlsplit

Manifest = dict[str, str]

MANIFEST_PATH = "/static/manifest.json"
TIMEOUT_SECONDS = 2.0
KEPT = 20


class Assets:
    """Manifests by release; safe for several threads."""

    def __init__(self, edge: str | None, host: str | None, local: Path) -> None:
        self._edge = urlsplit(edge) if edge else None
        self._host = host or ""
        self._local = local
        self._lock = threading.Lock()
        self._by_release: dict[str, Manifest] = {}

    @classmethod
    def of_environment(cls, folder: Path) -> Assets:
        """Configured by SHOP_EDGE_URL and SHOP_HOST; without them, dist/manifest.json in the folder."""
        return cls(os.environ.get("SHOP_EDGE_URL"), os.environ.get("SHOP_HOST"), folder / "dist" / "manifest.json")

    def manifest(self, release: str | None) -> Manifest:
        """The manifest to render a page with."""
        if self._edge is None or not release:
            return self._read_local()
        with self._lock:
            known = self._by_release.get(release)
        if known is not None:
            return known
        try:
            fetched_release, manifest = self._fetch()
        except (OSError, ValueError, http.client.HTTPException):
            return self._read_local()
        with self._lock:
            self._by_release[fetched_release] = manifest
            while len(self._by_release) > KEPT:
                del self._by_release[next(iter(self._by_release))]
        return manifest

    def _fetch(self) -> tuple[str, Manifest]:
        assert self._edge is not None
        connection = http.client.HTTPConnection(self._edge.hostname or "", self._edge.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request("GET", MANIFEST_PATH, headers={"Host": self._host})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise ValueError(f"{MANIFEST_PATH} answered {answer.status}")
            return answer.headers.get("Slipway-Release", ""), json.loads(body)
        finally:
            connection.close()

    def _read_local(self) -> Manifest:
        try:
            return json.loads(self._local.read_text())
        except FileNotFoundError:
            return {}
