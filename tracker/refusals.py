"""Why an act was not done. Verbs raise these; ``web.py`` turns them into an answer that a person can act on."""


class Refused(Exception):
    """An act that the rules do not allow now; the message is shown as it is, so it says what to do next."""


class Stale(Refused):
    """Somebody else changed the record since the form was opened; the view shows both versions."""
