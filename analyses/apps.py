from django.apps import AppConfig


class AnalysesConfig(AppConfig):
    name = "analyses"

    def ready(self) -> None:
        """The library of indicators shows areas and findings, but may not import them."""
        from analyses.queries import library
        from indicators import neighbours

        neighbours.register(library)
