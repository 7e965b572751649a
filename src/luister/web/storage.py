"""Static files under names that carry their hash, so that browsers may keep them for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage, MissingFileError


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise ships no types
    """WhiteNoise's storage. A missing file is left to the browser to miss instead of breaking the page."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """Return the name with its hash, or the plain name of a file that was not collected."""
        try:
            return str(super().stored_name(name))
        except (ValueError, MissingFileError):
            return name
