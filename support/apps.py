from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "support"

    def ready(self) -> None:
        """The analysis shows what the unit has asked for support with, but may not import it."""
        from analyses import neighbours
        from support import needs

        neighbours.register_support(needs)
