"""Pages leave gzipped: a village's line is slow."""

from django.middleware.gzip import GZipMiddleware


class Light(GZipMiddleware):
    """Text alone; photos and letters are as small as they get. Django pads each answer by chance
    and masks the form's token, so that its length tells nothing (BREACH)."""

    def process_response(self, request, response):
        if not response.get("Content-Type", "").startswith("text/"):
            return response
        return super().process_response(request, response)
