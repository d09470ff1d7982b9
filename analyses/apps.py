from django.apps import AppConfig


class AnalysesConfig(AppConfig):
    name = "analyses"

    def ready(self) -> None:
        """The library of indicators shows areas and findings, and a field that saves itself a text that waits; neither may
        import them.
        """
        from analyses.holding import held_for_reader
        from analyses.queries import library
        from indicators import neighbours
        from schoolplan.kit.guard.held import held_texts_are_found_by

        neighbours.register(library)
        held_texts_are_found_by(held_for_reader, app="analyses")
