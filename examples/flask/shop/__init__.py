"""A small shop as a Flask app; flasgger or apispec would serve its documentation from the docstrings."""

from flask import Flask

from shop import catalogue, orders


def create_app():
    """Make the app."""
    app = Flask(__name__)
    app.register_blueprint(orders.blueprint)
    app.register_blueprint(catalogue.blueprint)
    return app
