"""Why a file is not taken in; the words for people stand beside the forms."""


class Refused(Exception):
    """Its one argument is the code: type, damaged, points, active, encrypted, bomb, beside,
    heavy."""
