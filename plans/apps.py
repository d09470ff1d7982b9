from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self) -> None:
        """The analysis begins with last year's priorities, but may not import the plan that they stand in."""
        from analyses import neighbours
        from plans import look_backs

        neighbours.register_plans(look_backs)
