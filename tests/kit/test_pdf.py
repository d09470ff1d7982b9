"""What a PDF is made from: our own static files, and nothing else."""

import pytest

from schoolplan.kit import pdf


def test_nothing_but_static_files_is_read():
    with pytest.raises(pdf.FatalURLFetchingError):
        pdf.StaticFiles().fetch("https://example.org/style.css")
    with pytest.raises(pdf.FatalURLFetchingError):
        pdf.StaticFiles().fetch("file:///etc/passwd")
