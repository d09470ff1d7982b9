"""Browser tests: the real house, seen as its people see it."""

import pytest

# What is claimed in the helpers is told as fully as in the tests themselves.
pytest.register_assert_rewrite("tests.browser.person", "tests.browser.looks", "tests.browser.points")
