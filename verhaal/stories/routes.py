from flask import Blueprint

stories = Blueprint("stories", __name__)
