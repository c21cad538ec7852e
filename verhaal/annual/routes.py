from flask import Blueprint

annual = Blueprint("annual", __name__)
