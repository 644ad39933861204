"""What a script is told in an attribute: nothing stands in the page itself that could be run."""

import json

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)
