"""What is sent with a form is bounded while it is read: a file that is too large is let go by, and the rest of the form is there."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from typing_extensions import override

AT_MOST = 4
"""A request that says it is so many times as large as all files may be is not read at all."""


class Bounded(FileUploadHandler):
    """Notes the names of files that go by in `request.refused_files`."""

    left = 0
    here = 0

    @override
    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any, **more: Any) -> None:
        self.left = settings.FILES_LARGEST
        if content_length > AT_MOST * self.left:
            raise RequestDataTooBig

    @override
    def new_file(self, *given: Any, **more: Any) -> None:
        super().new_file(*given, **more)
        self.here = 0

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.here += len(raw_data)
        if self.here > self.left:
            refused_files(self.request).append(self.file_name or "")
            raise SkipFile
        return raw_data

    @override
    def file_complete(self, file_size: int) -> None:
        self.left -= self.here


def refused_files(request: Any) -> list[str]:
    """The names of those that went by, as their senders called them."""
    names: list[str] = request.__dict__.setdefault("refused_files", [])
    return names
