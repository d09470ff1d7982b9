"""Asking for permission, the same way in views, services and templates."""

from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db.models import Model


def may(user: Any, permission: str, obj: Model | None = None) -> bool:
    """Whether ``user`` holds ``permission`` (for example ``"analyses.submit_analysis"``) on ``obj``."""
    return bool(rules.has_perm(permission, user, obj))


def require(user: Any, permission: str, obj: Model | None = None) -> None:
    """Stop with 403 where :func:`may` says no."""
    if not may(user, permission, obj):
        raise PermissionDenied(permission)
