"""What `manage.py check --deploy` warns of beside Django's own measures."""

from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.security, deploy=True)
def second_factor_off(app_configs=None, **kwargs):
    if settings.REQUIRE_SECOND_FACTOR:
        return []
    return [
        Warning(
            "REQUIRE_SECOND_FACTOR is off: a stolen password alone opens a desk.",
            hint="Leave it on in production. A government's sign-on asks for its own besides.",
            id="santunan.W001",
        )
    ]
