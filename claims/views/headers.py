"""What every answer tells a browser, whoever made it: a page, a file, a refusal, a redirect."""

# Nothing here uses a sensor. The camera for papers is the phone's own, which asks for no
# permission of the page; a passkey does.
PERMISSIONS = {
    **dict.fromkeys(
        ("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen",
         "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment",
         "picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
        "()",
    ),
    "publickey-credentials-create": "(self)",
    "publickey-credentials-get": "(self)",
}  # fmt: skip
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # Nobody else's page shows our pictures or reads our files.
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}={who}" for name, who in PERMISSIONS.items()),
}
# Looked at anew each time and kept by no cache between: a page without a login has a form's
# token in it, too.
UNSAID = "no-cache, private"
# For every page that tells of somebody.
NOT_KEPT = "no-store, private"


class Headers:
    """The outermost of all but the policy of content, so that an early refusal has them too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in {**ALWAYS, "Cache-Control": UNSAID}.items():
            response.headers.setdefault(name, value)
        return response
