"""What a WSGI server serves."""

from app import create_app
from app.serving import settle

app = create_app()
settle()
