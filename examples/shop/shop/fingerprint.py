"""Names that change with their content, as bundlers make them: `css/site.css` becomes `css/site.3f9a1c0b7d2e.css`."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

DIGITS = 12


def named(logical: str, content: bytes) -> str:
    """The logical name with the first digits of the content's SHA-256 before its ending."""
    path = PurePosixPath(logical)
    digest = hashlib.sha256(content).hexdigest()[:DIGITS]
    return str(path.with_name(f"{path.stem}.{digest}{path.suffix}"))
