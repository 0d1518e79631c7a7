"""Why an act was not done. Verbs raise these; ``web.py`` turns them into an answer that a person can act on."""


class Refused(Exception):
    """An act that the rules do not allow now; the message is shown as it is, so it says what to do next.

    ``field`` names the field of the form that it is about, where it is about one.
    """

    def __init__(self, text: str = "", field: str = "") -> None:
        super().__init__(text)
        self.field = field


class Stale(Refused):
    """Somebody else changed the record since the form was opened; the view shows both versions."""
