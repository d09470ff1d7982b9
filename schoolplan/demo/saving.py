"""Writing one field through an app's own service, as its page would."""

from collections.abc import Callable
from typing import Any

from schoolplan.kit.versions import version_of
from units.models import User


def write(save_text: Callable[..., Any], obj: Any, field: str, value: Any, by: User) -> None:
    """Save ``value`` over what stands in the field now."""
    save_text(obj=obj, field=field, value=value, seen=version_of(getattr(obj, field)), by=by)
