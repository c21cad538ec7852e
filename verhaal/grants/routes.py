from flask import Blueprint

grants = Blueprint("grants", __name__)
