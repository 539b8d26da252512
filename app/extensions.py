"""The Flask extensions, bound to no application yet."""

from flask import current_app, request, session
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(
    get_remote_address,
    default_limits=[lambda: f"{current_app.config['VISITS']} per minute"],
    default_limits_exempt_when=lambda: "officer" in session,  # a whole office may be behind one address
)
limiter.request_filter(lambda: request.endpoint == "static")
migrate = Migrate()
