"""The authorisation matrix: every route × every kind of person, declared in one table.

A cell is the status of the answer. 401 and 302 (to the sign-in page) send the anonymous away; 404 is what one cannot
see, 403 what one may see but not do; 422 is a form that was let in and found empty.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlmodel import Session, select

from tests import factories
from tests.conftest import Clock
from tests.factories import Cast
from tests.publishing import published
from verhaal.annual.models import AccountChange, AnnualAccount, State
from verhaal.config import Settings
from verhaal.demo.routes import demo
from verhaal.draws.models import Draw
from verhaal.people import actions
from verhaal.people.models import Membership, Person, Role, SignIn, Topic
from verhaal.people.tokens import ending_token
from verhaal.reading.models import Response
from verhaal.reading.sieve import Sieve
from verhaal.stories.models import Photo, Story

Client = Callable[[Person | None], FlaskClient]

VIEWERS = ("anonymous", "author", "colleague", "coordinator", "funder", "other_funder", "stranger")

# method, rule, what it is about:                       anon auth coll coor fund othe stra
TABLE = """
GET  /                                                -  302  302  302  302  302  302  302
GET  /healthz                                         -  200  200  200  200  200  200  200
POST /language                                        -  303  303  303  303  303  303  303
GET  /static/<path:filename>                          -  200  200  200  200  200  200  200
GET  /sign-in                                         -  200  302  302  302  302  302  302
POST /sign-in                                         -  422  422  422  422  422  422  422
GET  /sign-in/code                                    -  200  200  200  200  200  200  200
POST /sign-in/code                                    -  422  422  422  422  422  422  422
GET  /sign-in/link/<token>                            -  410  410  410  410  410  410  410
POST /sign-in/link/<token>                            -  410  410  410  410  410  410  410
GET  /invitations/<token>                             -  200  200  200  200  200  200  200
POST /invitations/<token>                             -  422  422  422  422  422  422  422
POST /sign-out                                        -  302  303  303  303  303  303  303
GET  /me                                              -  302  200  200  200  200  200  200
POST /me                                              -  401  422  422  422  422  422  422
POST /me/reminder                                     -  401  422  422  403  403  403  403
POST /me/new-stories                                  -  401  403  403  403  422  422  403
POST /me/due-accounts                                 -  401  403  403  303  403  403  303
POST /me/answers                                      -  401  422  422  403  403  403  403
GET  /<topic>/<token>/ending                          -  200  200  200  200  200  200  200
POST /<topic>/<token>/ending                          -  200  200  200  200  200  200  200
POST /sign-ins/<id:sign_in_id>/ending                 -  401  303  404  404  404  404  404
POST /sign-ins/ending                                 -  401  303  303  303  303  303  303
GET  /people                                          -  302  200  200  200  200  200  200
GET  /organisations/<id:organisation_id>/people       -  302  200  200  200  200  200  404
POST /organisations/<id:organisation_id>/invitations  -  401  403  403  422  403  403  404
GET  /funders/<id:funder_id>/people                   -  302  200  200  200  200  404  404
POST /funders/<id:funder_id>/invitations              -  401  403  403  422  422  404  404
POST /invitations/<id:invitation_id>/withdrawal       -  401  404  404  303  404  404  404
POST /memberships/<id:membership_id>/ending           -  401  303  403  303  403  403  404
GET  /team                                            -  302  403  403  200  403  403  200
POST /team/<id:membership_id>/nudges                  -  401  403  403  303  403  403  404
GET  /grants                                          -  302  200  200  200  200  200  200
GET  /grants/new                                      -  302  403  403  200  403  403  200
POST /grants/new                                      -  401  403  403  422  403  403  422
GET  /grants/<id:grant_id>                            -  302  200  200  200  200  404  404
GET  /grants/<id:grant_id>/edit                       -  302  403  403  200  403  404  404
POST /grants/<id:grant_id>/edit                       -  401  403  403  422  403  404  404
GET  /grants/<id:grant_id>/years                      -  302  302  302  302  302  404  404
GET  /grants/<id:grant_id>/years/<year>               -  302  200  200  200  200  404  404
GET  /schemas/annual-account-1.json                   -  200  200  200  200  200  200  200
GET  /accounts                                        -  302  200  200  200  200  200  200
GET  /accounts/new                                    -  302  403  403  200  403  403  200
POST /accounts                                        -  401  403  403  422  403  403  422
GET  /grants/<id:grant_id>/accounts/<year>            -  302  403  403  200  403  404  404
POST /grants/<id:grant_id>/accounts/<year>            -  401  403  403  303  403  404  404
GET  /accounts/<id:account_id>                    draft  302  404  404  200  404  404  404
GET  /accounts/<id:account_id>                  offered  302  200  200  200  200  404  404
GET  /accounts/<id:account_id>                   signed  302  200  200  200  200  404  404
GET  /accounts/<id:account_id>                  settled  302  200  200  200  200  404  404
GET  /accounts/<id:account_id>/<format>           draft  302  404  404  200  404  404  404
GET  /accounts/<id:account_id>/<format>         offered  302  200  200  200  200  404  404
POST /accounts/<id:account_id>/jobs               draft  401  404  404  422  404  404  404
POST /accounts/<id:account_id>/jobs             offered  401  422  422  422  422  404  404
GET  /accounts/<id:account_id>/jobs/<id:job_id>         draft  302  404  404  200  404  404  404
GET  /accounts/<id:account_id>/jobs/<id:job_id>       offered  302  404  404  200  404  404  404
GET  /accounts/<id:account_id>/jobs/<id:job_id>/file    draft  302  404  404  200  404  404  404
GET  /accounts/<id:account_id>/jobs/<id:job_id>/file  offered  302  404  404  200  404  404  404
GET  /accounts/<id:account_id>/<format>          signed  302  200  200  200  200  404  404
GET  /accounts/<id:account_id>/words/...          draft  302  404  404  200  404  404  404
GET  /accounts/<id:account_id>/words/...        offered  302  403  403  200  403  404  404
POST /accounts/<id:account_id>/words/...          draft  401  404  404  303  404  404  404
POST /accounts/<id:account_id>/words/...        offered  401  403  403  303  403  404  404
POST /accounts/<id:account_id>/words/...         signed  401  403  403  403  403  404  404
POST /accounts/<id:account_id>/offering             draft  401  404  404  409  404  404  404
POST /accounts/<id:account_id>/offering           offered  401  403  403  409  403  404  404
POST /accounts/<id:account_id>/offering            signed  401  403  403  409  403  404  404
POST /accounts/<id:account_id>/offering           settled  401  403  403  409  403  404  404
POST /accounts/<id:account_id>/offering/withdrawal  draft  401  404  404  409  404  404  404
POST /accounts/<id:account_id>/offering/withdrawal offered 401  403  403  409  403  404  404
POST /accounts/<id:account_id>/offering/withdrawal signed  401  403  403  409  403  404  404
GET  /accounts/<id:account_id>/signature            draft  302  404  404  403  404  404  404
GET  /accounts/<id:account_id>/signature          offered  302  403  403  200  403  404  404
GET  /accounts/<id:account_id>/signature           signed  302  403  403  403  403  404  404
GET  /accounts/<id:account_id>/signature          settled  302  403  403  403  403  404  404
POST /accounts/<id:account_id>/signature            draft  401  404  404  409  404  404  404
POST /accounts/<id:account_id>/signature          offered  401  403  403  409  403  404  404
POST /accounts/<id:account_id>/signature           signed  401  403  403  409  403  404  404
GET  /accounts/<id:account_id>/correction           draft  302  404  404  403  404  404  404
GET  /accounts/<id:account_id>/correction         offered  302  403  403  403  403  404  404
GET  /accounts/<id:account_id>/correction          signed  302  403  403  200  403  404  404
GET  /accounts/<id:account_id>/correction         settled  302  403  403  200  403  404  404
POST /accounts/<id:account_id>/correction           draft  401  404  404  409  404  404  404
POST /accounts/<id:account_id>/correction         offered  401  403  403  409  403  404  404
POST /accounts/<id:account_id>/correction          signed  401  403  403  409  403  404  404
POST /accounts/<id:account_id>/correction         settled  401  403  403  409  403  404  404
POST /accounts/<id:account_id>/correction/withdrawal  draft  401  404  404  409  404  404  404
POST /accounts/<id:account_id>/correction/withdrawal offered 401  403  403  409  403  404  404
POST /accounts/<id:account_id>/correction/withdrawal  signed 401  403  403  409  403  404  404
GET  /accounts/<id:account_id>/questions            draft  302  404  404  200  404  404  404
GET  /accounts/<id:account_id>/questions          offered  302  200  200  200  200  404  404
GET  /accounts/<id:account_id>/questions           signed  302  200  200  200  200  404  404
POST /accounts/<id:account_id>/questions            draft  401  404  404  403  404  404  404
POST /accounts/<id:account_id>/questions          offered  401  403  403  403  422  404  404
POST /accounts/<id:account_id>/questions           signed  401  403  403  403  422  404  404
POST /accounts/<id:account_id>/questions          settled  401  403  403  403  403  404  404
POST /accounts/<id:account_id>/questions/<id:question_id>/answers   draft  401  404  404  422  404  404  404
POST /accounts/<id:account_id>/questions/<id:question_id>/answers offered  401  403  403  422  422  404  404
POST /accounts/<id:account_id>/questions/<id:question_id>/answers  signed  401  403  403  422  422  404  404
POST /accounts/<id:account_id>/questions/<id:question_id>/answers settled  401  403  403  422  422  404  404
GET  /accounts/<id:account_id>/versions/<id:number>   draft  302  404  404  404  404  404  404
GET  /accounts/<id:account_id>/versions/<id:number> offered  302  404  404  404  404  404  404
GET  /accounts/<id:account_id>/versions/<id:number>  signed  302  200  200  200  200  404  404
GET  /accounts/<id:account_id>/versions/<id:number> settled  302  200  200  200  200  404  404
GET  /accounts/<id:account_id>/settlements/<id:grant_id>   draft  302  404  404  403  404  404  404
GET  /accounts/<id:account_id>/settlements/<id:grant_id> offered  302  403  403  403  403  404  404
GET  /accounts/<id:account_id>/settlements/<id:grant_id>  signed  302  403  403  403  200  404  404
GET  /accounts/<id:account_id>/settlements/<id:grant_id> settled  302  403  403  403  200  404  404
POST /accounts/<id:account_id>/settlements/<id:grant_id>   draft  401  404  404  403  404  404  404
POST /accounts/<id:account_id>/settlements/<id:grant_id> offered  401  403  403  403  403  404  404
POST /accounts/<id:account_id>/settlements/<id:grant_id>  signed  401  403  403  403  409  404  404
POST /accounts/<id:account_id>/settlements/<id:grant_id> settled  401  403  403  403  409  404  404
GET  /accounts/<id:account_id>/publication        draft  302  404  404  404  404  404  404
GET  /accounts/<id:account_id>/publication      offered  302  404  404  404  404  404  404
GET  /accounts/<id:account_id>/publication     proposed  302  200  200  200  200  404  404
GET  /accounts/<id:account_id>/publication       public  302  200  200  200  200  404  404
POST /accounts/<id:account_id>/publication        draft  401  404  404  404  404  404  404
POST /accounts/<id:account_id>/publication      offered  401  404  404  404  404  404  404
POST /accounts/<id:account_id>/publication     proposed  401  403  403  409  409  404  404
POST /accounts/<id:account_id>/publication       public  401  403  403  409  409  404  404
GET  /accounts/<id:account_id>/publication/withdrawal    draft  302  404  404  404  404  404  404
GET  /accounts/<id:account_id>/publication/withdrawal  offered  302  404  404  404  404  404  404
GET  /accounts/<id:account_id>/publication/withdrawal proposed  302  403  403  200  200  404  404
GET  /accounts/<id:account_id>/publication/withdrawal   public  302  403  403  200  200  404  404
POST /accounts/<id:account_id>/publication/withdrawal    draft  401  404  404  404  404  404  404
POST /accounts/<id:account_id>/publication/withdrawal  offered  401  404  404  404  404  404  404
POST /accounts/<id:account_id>/publication/withdrawal proposed  401  403  403  422  422  404  404
POST /accounts/<id:account_id>/publication/withdrawal   public  401  403  403  422  422  404  404
GET  /accounts/<id:account_id>/places/<id:number>        draft  302  404  404  200  404  404  404
GET  /accounts/<id:account_id>/places/<id:number>      offered  302  200  200  200  200  404  404
GET  /accounts/<id:account_id>/places/<id:number>       public  302  200  200  200  200  404  404
GET  /accounts/<id:account_id>/places/<id:number>/pdf    draft  302  404  404  200  404  404  404
GET  /accounts/<id:account_id>/places/<id:number>/pdf  offered  302  200  200  200  200  404  404
POST /accounts/<id:account_id>/places/<id:number>/question    draft  401  404  404  409  404  404  404
POST /accounts/<id:account_id>/places/<id:number>/question  offered  401  403  403  409  403  404  404
POST /accounts/<id:account_id>/places/<id:number>/question proposed  401  403  403  403  403  404  404
POST /accounts/<id:account_id>/places/<id:number>/question   public  401  403  403  403  403  404  404
GET  /accounts/<id:account_id>/publication proposed-all  302  200  200  200  200  200  404
GET  /accounts/<id:account_id>/publication    lacks-one  302  200  200  200  200  200  404
GET  /accounts/<id:account_id>/publication   public-all  302  200  200  200  200  200  404
POST /accounts/<id:account_id>/publication proposed-all  401  403  403  409  409  409  404
POST /accounts/<id:account_id>/publication    lacks-one  401  403  403  409  409  409  404
GET  /accounts/<id:account_id>/publication/withdrawal     lacks-one  302  403  403  200  200  200  404
GET  /accounts/<id:account_id>/publication/withdrawal    public-all  302  403  403  200  200  200  404
GET  /accounts/<id:account_id>/publication/withdrawal withdrawn-all  302  403  403  404  404  404  404
POST /accounts/<id:account_id>/publication/withdrawal  proposed-all  401  403  403  422  422  422  404
POST /accounts/<id:account_id>/publication/withdrawal    public-all  401  403  403  422  422  422  404
GET  /accounts/<id:account_id>/places/<id:number>         lacks-one  302  200  200  200  200  200  404
GET  /accounts/<id:account_id>/places/<id:number>/pdf     lacks-one  302  200  200  200  200  200  404
POST /accounts/<id:account_id>/places/<id:number>/question lacks-one 401  403  403  403  403  403  404
GET  /public/<key>                        proposed-all  404  404  404  404  404  404  404
GET  /public/<key>                           lacks-one  404  404  404  404  404  404  404
GET  /public/<key>                          public-all  200  200  200  200  200  200  200
GET  /public/<key>                       withdrawn-all  410  410  410  410  410  410  410
GET  /public/<key>                             proposed  404  404  404  404  404  404  404
GET  /public/<key>                               public  200  200  200  200  200  200  200
GET  /public/<key>                            withdrawn  410  410  410  410  410  410  410
GET  /public/<key>/account.json           proposed-all  404  404  404  404  404  404  404
GET  /public/<key>/account.json              lacks-one  404  404  404  404  404  404  404
GET  /public/<key>/account.json             public-all  200  200  200  200  200  200  200
GET  /public/<key>/account.json          withdrawn-all  410  410  410  410  410  410  410
GET  /public/<key>/account.json                proposed  404  404  404  404  404  404  404
GET  /public/<key>/account.json                  public  200  200  200  200  200  200  200
GET  /public/<key>/account.json               withdrawn  410  410  410  410  410  410  410
GET  /public/<key>/account.pdf            proposed-all  404  404  404  404  404  404  404
GET  /public/<key>/account.pdf               lacks-one  404  404  404  404  404  404  404
GET  /public/<key>/account.pdf              public-all  200  200  200  200  200  200  200
GET  /public/<key>/account.pdf           withdrawn-all  410  410  410  410  410  410  410
GET  /public/<key>/account.pdf                 proposed  404  404  404  404  404  404  404
GET  /public/<key>/account.pdf                   public  200  200  200  200  200  200  200
GET  /public/<key>/account.pdf                withdrawn  410  410  410  410  410  410  410
GET  /public/<key>/share.png              proposed-all  404  404  404  404  404  404  404
GET  /public/<key>/share.png                 lacks-one  404  404  404  404  404  404  404
GET  /public/<key>/share.png                public-all  200  200  200  200  200  200  200
GET  /public/<key>/share.png             withdrawn-all  410  410  410  410  410  410  410
GET  /public/<key>/share.png                   proposed  404  404  404  404  404  404  404
GET  /public/<key>/share.png                     public  200  200  200  200  200  200  200
GET  /public/<key>/share.png                  withdrawn  410  410  410  410  410  410  410
GET  /public/<key>/places/<id:number>     proposed-all  404  404  404  404  404  404  404
GET  /public/<key>/places/<id:number>        lacks-one  404  404  404  404  404  404  404
GET  /public/<key>/places/<id:number>       public-all  200  200  200  200  200  200  200
GET  /public/<key>/places/<id:number>    withdrawn-all  410  410  410  410  410  410  410
GET  /public/<key>/places/<id:number>          proposed  404  404  404  404  404  404  404
GET  /public/<key>/places/<id:number>            public  200  200  200  200  200  200  200
GET  /public/<key>/places/<id:number>         withdrawn  410  410  410  410  410  410  410
GET  /public/<key>/places/<id:number>/pdf  proposed-all  404  404  404  404  404  404  404
GET  /public/<key>/places/<id:number>/pdf     lacks-one  404  404  404  404  404  404  404
GET  /public/<key>/places/<id:number>/pdf    public-all  200  200  200  200  200  200  200
GET  /public/<key>/places/<id:number>/pdf withdrawn-all  410  410  410  410  410  410  410
GET  /public/<key>/places/<id:number>/pdf      proposed  404  404  404  404  404  404  404
GET  /public/<key>/places/<id:number>/pdf        public  200  200  200  200  200  200  200
GET  /public/<key>/places/<id:number>/pdf     withdrawn  410  410  410  410  410  410  410
GET  /.well-known/verhaal-key.json                    -  200  200  200  200  200  200  200
GET  /stories/week                                    -  302  200  200  403  403  403  403
POST /stories                                         -  401  422  422  403  403  403  403
GET  /stories/token                                   -  302  200  200  200  200  200  200
POST /stories/sheets                                  -  401  200  200  403  403  403  403
POST /stories/sheets/<id:sheet_id>/taking             -  401  303  404  404  404  404  404
POST /stories/sheets/<id:sheet_id>/discarding         -  401  303  404  404  404  404  404
GET  /sw.js                                           -  200  200  200  200  200  200  200
GET  /manifest.webmanifest                            -  200  200  200  200  200  200  200
GET  /offline                                         -  200  200  200  200  200  200  200
POST /stories/hints                                   -  401  422  422  422  403  403  422
GET  /stories                                         -  302  200  200  403  403  403  403
GET  /stories/shared                                  -  302  200  200  200  403  403  200
GET  /reading                                         -  302  403  403  403  302  302  403
GET  /reading/list                                    -  302  403  403  403  200  200  403
GET  /search                                          -  302  200  200  200  200  200  200
GET  /stories/<id:story_id>                       draft  302  200  404  404  404  404  404
GET  /stories/<id:story_id>                      shared  302  200  200  200  200  404  404
GET  /stories/<id:story_id>                   corrected  302  200  200  200  200  404  404
GET  /stories/<id:story_id>                   withdrawn  302  200  404  404  404  404  404
GET  /stories/<id:story_id>/draft                 draft  302  200  404  404  404  404  404
GET  /stories/<id:story_id>/draft                shared  302  403  403  403  403  404  404
GET  /stories/<id:story_id>/draft             corrected  302  403  403  403  403  404  404
GET  /stories/<id:story_id>/draft             withdrawn  302  403  404  404  404  404  404
POST /stories/<id:story_id>/draft                 draft  401  422  404  404  404  404  404
POST /stories/<id:story_id>/draft                shared  401  303  403  403  403  404  404
POST /stories/<id:story_id>/draft             corrected  401  303  403  403  403  404  404
POST /stories/<id:story_id>/draft             withdrawn  401  303  404  404  404  404  404
GET  /stories/<id:story_id>/sharing               draft  302  200  404  404  404  404  404
GET  /stories/<id:story_id>/sharing              shared  302  403  403  403  403  404  404
GET  /stories/<id:story_id>/sharing           corrected  302  403  403  403  403  404  404
GET  /stories/<id:story_id>/sharing           withdrawn  302  403  404  404  404  404  404
POST /stories/<id:story_id>/sharing               draft  401  303  404  404  404  404  404
POST /stories/<id:story_id>/sharing              shared  401  403  403  403  403  404  404
POST /stories/<id:story_id>/sharing           corrected  401  403  403  403  403  404  404
POST /stories/<id:story_id>/sharing           withdrawn  401  403  404  404  404  404  404
POST /stories/<id:story_id>/corrections           draft  401  403  404  404  404  404  404
POST /stories/<id:story_id>/corrections          shared  401  303  403  403  403  404  404
POST /stories/<id:story_id>/corrections       corrected  401  303  403  403  403  404  404
POST /stories/<id:story_id>/corrections       withdrawn  401  403  404  404  404  404  404
POST /stories/<id:story_id>/discarding            draft  401  303  404  404  404  404  404
POST /stories/<id:story_id>/discarding           shared  401  403  403  403  403  404  404
POST /stories/<id:story_id>/discarding        corrected  401  403  403  403  403  404  404
POST /stories/<id:story_id>/discarding        withdrawn  401  403  404  404  404  404  404
GET  /stories/<id:story_id>/withdrawal            draft  302  403  404  404  404  404  404
GET  /stories/<id:story_id>/withdrawal           shared  302  200  403  403  403  404  404
GET  /stories/<id:story_id>/withdrawal        corrected  302  200  403  403  403  404  404
GET  /stories/<id:story_id>/withdrawal        withdrawn  302  403  404  404  404  404  404
POST /stories/<id:story_id>/withdrawal            draft  401  403  404  404  404  404  404
POST /stories/<id:story_id>/withdrawal           shared  401  422  403  403  403  404  404
POST /stories/<id:story_id>/withdrawal        corrected  401  422  403  403  403  404  404
POST /stories/<id:story_id>/withdrawal        withdrawn  401  403  404  404  404  404  404
GET  /stories/<id:story_id>/versions/<id:number>  draft  302  200  404  404  404  404  404
GET  /stories/<id:story_id>/versions/<id:number> shared  302  200  200  200  200  404  404
GET  /stories/<id:story_id>/versions/<id:number> corrected  302  200  200  200  404  404  404
GET  /stories/<id:story_id>/versions/<id:number> withdrawn  302  200  404  404  404  404  404
POST /stories/<id:story_id>/photos                draft  401  303  404  404  404  404  404
POST /stories/<id:story_id>/photos               shared  401  403  403  403  403  404  404
POST /stories/<id:story_id>/photos            corrected  401  403  403  403  403  404  404
POST /stories/<id:story_id>/photos            withdrawn  401  403  404  404  404  404  404
POST /stories/<id:story_id>/photos/<id:photo_id>/removal  draft     401  303  404  404  404  404  404
POST /stories/<id:story_id>/photos/<id:photo_id>/removal  shared    401  403  403  403  403  404  404
POST /stories/<id:story_id>/photos/<id:photo_id>/removal  corrected 401  403  403  403  403  404  404
POST /stories/<id:story_id>/photos/<id:photo_id>/removal  withdrawn 401  403  404  404  404  404  404
GET  /stories/<id:story_id>/photos/<id:photo_id>/<size>   draft     302  200  404  404  404  404  404
GET  /stories/<id:story_id>/photos/<id:photo_id>/<size>   shared    302  200  200  200  200  404  404
GET  /stories/<id:story_id>/photos/<id:photo_id>/<size>   corrected 302  200  200  200  200  404  404
GET  /stories/<id:story_id>/photos/<id:photo_id>/<size>   withdrawn 302  200  404  404  404  404  404
GET  /storylines                                      -  302  200  200  200  200  200  200
GET  /storylines/<id:line_id>                         -  302  200  200  200  200  404  404
POST /storylines/<id:line_id>/title                   -  401  403  403  303  403  404  404
GET  /stories/<id:story_id>/storyline             draft  302  403  404  404  404  404  404
GET  /stories/<id:story_id>/storyline            shared  302  200  403  200  403  404  404
GET  /stories/<id:story_id>/storyline         corrected  302  200  403  200  403  404  404
GET  /stories/<id:story_id>/storyline         withdrawn  302  403  404  404  404  404  404
POST /stories/<id:story_id>/storyline             draft  401  403  404  404  404  404  404
POST /stories/<id:story_id>/storyline            shared  401  403  403  303  403  404  404
POST /stories/<id:story_id>/storyline         corrected  401  403  403  303  403  404  404
POST /stories/<id:story_id>/storyline         withdrawn  401  403  404  404  404  404  404
POST /stories/<id:story_id>/storyline/leaving     draft  401  403  404  404  404  404  404
POST /stories/<id:story_id>/storyline/leaving    shared  401  303  403  303  403  404  404
POST /stories/<id:story_id>/storyline/leaving corrected  401  303  403  303  403  404  404
POST /stories/<id:story_id>/storyline/leaving withdrawn  401  403  404  404  404  404  404
POST /stories/<id:story_id>/reading               draft  401  403  404  404  404  404  404
POST /stories/<id:story_id>/reading              shared  401  403  403  403  303  404  404
POST /stories/<id:story_id>/reading           corrected  401  403  403  403  303  404  404
POST /stories/<id:story_id>/reading           withdrawn  401  403  404  404  404  404  404
POST /stories/<id:story_id>/responses             draft  401  403  404  404  404  404  404
POST /stories/<id:story_id>/responses            shared  401  403  403  403  422  404  404
POST /stories/<id:story_id>/responses         corrected  401  403  403  403  422  404  404
POST /stories/<id:story_id>/responses         withdrawn  401  403  404  404  404  404  404
POST /responses/<id:response_id>/answers          draft  401  403  404  404  404  404  404
POST /responses/<id:response_id>/answers         shared  401  422  403  403  422  404  404
POST /responses/<id:response_id>/answers      corrected  401  422  403  403  422  404  404
POST /responses/<id:response_id>/answers      withdrawn  401  403  404  404  404  404  404
GET  /commitments                                         -  302  200  200  200  200  200  200
GET  /commitments/<id:commitment_id>                  draft  302  200  404  404  404  404  404
GET  /commitments/<id:commitment_id>                 shared  302  200  200  200  200  404  404
GET  /commitments/<id:commitment_id>              corrected  302  200  200  200  200  404  404
GET  /commitments/<id:commitment_id>              withdrawn  302  200  404  404  404  404  404
POST /commitments/<id:commitment_id>/closing          draft  401  403  404  404  404  404  404
POST /commitments/<id:commitment_id>/closing         shared  401  403  403  403  422  404  404
POST /commitments/<id:commitment_id>/closing      corrected  401  403  403  403  422  404  404
POST /commitments/<id:commitment_id>/closing      withdrawn  401  403  404  404  404  404  404
POST /commitments/<id:commitment_id>/reopening        draft  401  403  404  404  404  404  404
POST /commitments/<id:commitment_id>/reopening       shared  401  403  403  403  422  404  404
POST /commitments/<id:commitment_id>/reopening    corrected  401  403  403  403  422  404  404
POST /commitments/<id:commitment_id>/reopening    withdrawn  401  403  404  404  404  404  404
GET  /stories/<id:story_id>/notes                     draft  302  403  404  404  404  404  404
GET  /stories/<id:story_id>/notes                    shared  302  403  403  403  200  404  404
GET  /stories/<id:story_id>/notes                 corrected  302  403  403  403  200  404  404
GET  /stories/<id:story_id>/notes                 withdrawn  302  403  404  404  404  404  404
POST /stories/<id:story_id>/notes                     draft  401  403  404  404  404  404  404
POST /stories/<id:story_id>/notes                    shared  401  403  403  403  422  404  404
POST /stories/<id:story_id>/notes                 corrected  401  403  403  403  422  404  404
POST /stories/<id:story_id>/notes                 withdrawn  401  403  404  404  404  404  404
POST /notes/<id:note_id>/removal                      draft  401  404  404  404  404  404  404
POST /notes/<id:note_id>/removal                     shared  401  404  404  404  303  404  404
POST /notes/<id:note_id>/removal                  corrected  401  404  404  404  303  404  404
POST /notes/<id:note_id>/removal                  withdrawn  401  404  404  404  404  404  404
GET  /draws                                           -  302  200  200  200  200  200  200
GET  /draws/new                                       -  302  200  200  200  200  200  200
POST /draws                                           -  401  422  422  422  422  422  422
GET  /draws/<id:draw_id>                              -  302  200  200  200  200  404  404
GET  /draws/<id:draw_id>/population                   -  302  200  200  200  200  404  404
GET  /draws/<id:draw_id>/repetition                   -  302  200  200  200  200  404  404
POST /accounts/<id:account_id>/draws/<id:draw_id>            draft  401  404  404  303  404  404  404
POST /accounts/<id:account_id>/draws/<id:draw_id>          offered  401  403  403  303  403  404  404
POST /accounts/<id:account_id>/draws/<id:draw_id>/removal    draft  401  404  404  303  404  404  404
POST /accounts/<id:account_id>/draws/<id:draw_id>/removal  offered  401  403  403  303  403  404  404
GET  /accounts/<id:account_id>/choices/<id:objective_id>    draft  302  404  404  200  404  404  404
GET  /accounts/<id:account_id>/choices/<id:objective_id>  offered  302  403  403  200  403  404  404
POST /accounts/<id:account_id>/choices/<id:objective_id>/<id:told_id>    draft  401  404  404  303  404  404  404
POST /accounts/<id:account_id>/choices/<id:objective_id>/<id:told_id>  offered  401  403  403  303  403  404  404
POST /accounts/<id:account_id>/choices/<id:objective_id>/<id:told_id>/why    draft  401  404  404  409  404  404  404
POST /accounts/<id:account_id>/choices/<id:objective_id>/<id:told_id>/why  offered  401  403  403  409  403  404  404
POST /accounts/<id:account_id>/choices/<id:objective_id>/<id:told_id>/moves    draft  401  404  404  303  404  404  404
POST /accounts/<id:account_id>/choices/<id:objective_id>/<id:told_id>/moves  offered  401  403  403  303  403  404  404
POST /accounts/<id:account_id>/choices/<id:objective_id>/<id:told_id>/removal   draft  401  404  404  303  404  404  404
POST /accounts/<id:account_id>/choices/<id:objective_id>/<id:told_id>/removal offered  401  403  403  303  403  404  404
GET  /accounts/<id:account_id>/outcomes/<id:outcome_id>/confirmations    draft  302  404  404  200  404  404  404
GET  /accounts/<id:account_id>/outcomes/<id:outcome_id>/confirmations  offered  302  403  403  200  403  404  404
POST /accounts/<id:account_id>/outcomes/<id:outcome_id>/confirmations    draft  401  404  404  422  404  404  404
POST /accounts/<id:account_id>/outcomes/<id:outcome_id>/confirmations  offered  401  403  403  422  403  404  404
POST /accounts/<id:account_id>/confirmations/<id:confirmation_id>/removal    draft  401  404  404  303  404  404  404
POST /accounts/<id:account_id>/confirmations/<id:confirmation_id>/removal  offered  401  403  403  303  403  404  404
POST /accounts/<id:account_id>/changes/<id:change_id>/undoing    draft  401  404  404  303  404  404  404
POST /accounts/<id:account_id>/changes/<id:change_id>/undoing  offered  401  403  403  303  403  404  404
POST /accounts/<id:account_id>/changes/<id:change_id>/redoing    draft  401  404  404  303  404  404  404
POST /accounts/<id:account_id>/changes/<id:change_id>/redoing  offered  401  403  403  303  403  404  404
GET  /dilemmas                                        -  302  200  200  200  200  200  200
GET  /dilemmas/new                                    -  302  200  200  403  403  403  403
POST /dilemmas                                        -  401  422  422  403  403  403  403
GET  /dilemmas/<id:dilemma_id>                        -  302  200  404  404  404  404  404
POST /dilemmas/<id:dilemma_id>                        -  401  422  404  404  404  404  404
POST /dilemmas/<id:dilemma_id>/discarding             -  401  303  404  404  404  404  404
GET  /demo                                            -  200  200  200  200  200  200  200
POST /demo/sign-ins/<id:person_id>                    -  303  303  303  303  303  303  303
GET  /demo/outbox                                     -  200  200  200  200  200  200  200
"""

MARK = "Een uniek merkteken in de tekst."

OPEN = {
    "health", "language", "static", "people.sign_in", "people.ask_to_sign_in", "people.code", "people.use_code",
    "device.service_worker", "device.manifest", "device.offline", "people.link", "people.use_link",
    "people.invitation", "people.accept", "people.ending", "people.end", "demo.cast", "demo.sign_in",
    "demo.outbox", "public.account", "public.data", "public.pdf", "public.picture", "public.place", "public.place_pdf",
    "public.signing_key", "exports.schema",
}  # fmt: skip


OF_A_STORY = ("<id:story_id>", "<id:response_id>", "<id:commitment_id>", "<id:note_id>")


class Case(NamedTuple):
    method: str
    rule: str
    about: str
    expected: tuple[int, ...]


def _cases() -> list[Case]:
    rows = [line.split() for line in TABLE.strip().splitlines()]
    return [Case(method, rule, about, tuple(map(int, cells))) for method, rule, about, *cells in rows]


def _rule(rule: str) -> str:
    """The URL map's rule as the table writes it: short where it would be long."""
    rule = rule.replace("<int(min=1990, max=2200):year>", "<year>").replace("<any(large,small):size>", "<size>")
    rule = re.sub(r"<any\([^)]*\):(topic|format)>", r"<\1>", rule)
    return rule.split("/words/")[0] + "/words/..." if "/words/" in rule else rule


@pytest.fixture
def app(settings: Settings, clock: Clock, make_app: Callable[..., Flask]) -> Flask:
    """The application with the demo's routes, which only a demo has."""
    return make_app(settings, clock, demo)


def test_the_table_and_the_url_map_agree_both_ways(app: Flask) -> None:
    served = {
        (method, _rule(rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(case.method, case.rule) for case in _cases()} == served


def test_every_route_of_a_story_is_declared_in_each_of_its_states() -> None:
    declared: dict[tuple[str, str], set[str]] = {}
    for case in _cases():
        if any(name in case.rule for name in OF_A_STORY):
            declared.setdefault((case.method, case.rule), set()).add(case.about)
    assert declared
    for route, states in declared.items():
        assert states == {"draft", "shared", "corrected", "withdrawn"}, route


def test_every_route_of_an_account_is_declared_before_it_is_offered_and_after() -> None:
    declared: dict[tuple[str, str], set[str]] = {}
    for case in _cases():
        if "account_id" in case.rule:
            declared.setdefault((case.method, case.rule), set()).add(case.about)
    assert declared
    for route, states in declared.items():
        assert states >= {"draft", "offered"}, route


def test_every_route_has_someone_who_may() -> None:
    """A row of refusals alone would prove nothing about the others."""
    allowed = {(case.method, case.rule) for case in _cases() if set(case.expected) & {200, 302, 303, 409, 410, 422}}
    assert {(case.method, case.rule) for case in _cases()} == allowed


def test_exactly_these_views_are_open_to_anyone(app: Flask) -> None:
    marked = {name for name, view in app.view_functions.items() if getattr(view, "is_public", False)}
    assert marked == OPEN


@pytest.mark.parametrize("case", _cases(), ids=lambda case: f"{case.method} {case.rule} {case.about}")
def test_the_matrix(
    app: Flask, session: Session, cast: Cast, client_of: Client, clock: Clock, commits: list[str], case: Case
) -> None:
    address = ""
    for viewer, expected in zip(VIEWERS, case.expected, strict=True):
        address = address or _address(case, session, cast, clock, app)
        browser = client_of(getattr(cast, viewer, None))
        commits.clear()
        key = str(uuid.uuid4())
        data = {"language": "nl", "text": "", "seen": "other", "key": key, "sheet": key}
        answer = browser.open(address, method=case.method, data=data if case.method == "POST" else None)
        assert answer.status_code == expected, (viewer, address)
        assert expected < 400 or not commits, f"{viewer} was refused, but something changed"
        hidden = viewer in ("anonymous", "other_funder", "stranger")
        assert not (hidden and b"uniek merkteken" in answer.data + str(answer.headers).encode()), viewer
        answer.close()
        if viewer == "anonymous" and expected == 302:
            assert "/sign-in" in answer.headers["Location"]
        if commits:  # each viewer finds everything fresh, so that one's deed does not spoil the next one's
            address = ""


@pytest.fixture
def commits(app: Flask) -> Iterator[list[str]]:
    """The commits since it was last cleared: nothing changes without one."""
    seen: list[str] = []
    listening = app.extensions["database"].engine, "commit", lambda _connection: seen.append("commit")
    event.listen(*listening)
    yield seen
    event.remove(*listening)


def _address(case: Case, session: Session, cast: Cast, clock: Clock, app: Flask) -> str:
    """A fresh object of each kind that the rule names."""
    session.rollback()  # SQLite: a transaction that has read cannot write once another has written
    now, rule = clock(), case.rule
    story = _story(case.about, session, cast, clock) if any(name in rule for name in OF_A_STORY) else None
    if "/invitations/<token>" in rule or "invitation_id" in rule:
        invitation, token = actions.invite(
            session, cast.coordinator, cast.organisation, Role.PROFESSIONAL, "nieuw@example.org", "Nieuw", now
        )
    else:
        invitation, token = None, "onbekend"
    if "/<topic>/<token>" in rule:
        token = ending_token(app.config["SECRET_KEY"], Topic.ANSWERS, cast.author.id)
    member = session.exec(select(Membership).where(Membership.person_id == cast.author.id)).first()
    if member is None or member.until:
        member = factories.member(session, cast.author, Role.PROFESSIONAL, cast.organisation, now)
    factories.signed_in_as(session, cast.author, now)
    account = _account(case.about, session, cast, now) if "account_id" in rule else None
    values = {
        "<id:story_id>": story.id if story else 0,
        "<id:response_id>": _response(session, cast, story, clock).id if story and "response_id" in rule else 0,
        "<id:commitment_id>": factories.commitment(session, _response(session, cast, story, clock), now, what=MARK).id
        if story and "commitment_id" in rule
        else 0,
        "<id:note_id>": factories.note(session, story, cast.funder, cast.funder_party, now, text=MARK).id
        if story and "note_id" in rule
        else 0,
        "<id:account_id>": account.id if account else 0,
        "<id:question_id>": factories.question(session, account, cast.funder, cast.funder_party, now, MARK).id
        if account and "question_id" in rule
        else 0,
        "<id:job_id>": factories.print_job(
            session, account, cast.coordinator, now, app.extensions["files"], MARK.encode()
        ).id
        if account and "job_id" in rule
        else 0,
        "<key>": PUBLISHED[case.about](session, cast, now).key if "<key>" in rule else "",
        **_composed(rule, session, cast, now),
        "<id:draw_id>": _draw(session, cast, now).id if "draw_id" in rule else 0,
        "<id:line_id>": factories.storyline(session, cast, now).id if "line_id" in rule else 0,
        "<id:dilemma_id>": factories.dilemma(session, cast, now).id if "dilemma_id" in rule else 0,
        "<id:photo_id>": _photo(session, story, clock, app).id if story and "photo_id" in rule else 0,
        "<size>": "small",
        "<format>": "json",
        "<id:grant_id>": cast.grant.id,
        "<id:organisation_id>": cast.organisation.id,
        "<id:funder_id>": cast.funder_party.id,
        "<id:membership_id>": member.id,
        "<id:invitation_id>": invitation.id if invitation else 0,
        "<id:sign_in_id>": session.exec(select(SignIn.id).order_by(SignIn.id.desc())).first(),  # type: ignore[attr-defined]
        "<id:person_id>": cast.author.id,
        "<id:sheet_id>": factories.sheet(session, cast.author, now).id,
        "<id:number>": 1,
        "<year>": 2026,
        "words/...": f"words/obligation/{cast.obligation.id}",
        "<topic>": Topic.ANSWERS.value,
        "<token>": token,
        "<path:filename>": "app.css",
    }
    session.commit()
    for name, value in values.items():
        rule = rule.replace(name, str(value))
    return rule


def _story(about: str, session: Session, cast: Cast, clock: Clock) -> Story:
    make = {"draft": factories.draft, "shared": factories.shared, "corrected": factories.corrected}
    now, text = clock(), MARK
    if about == "withdrawn":
        return factories.withdrawn(session, cast, now)
    return make[about](session, cast, now, text=text)  # type: ignore[operator, no-any-return]


PUBLISHED = {
    "proposed": published.proposed, "public": published.public, "withdrawn": published.withdrawn,
    "proposed-all": published.proposed_over_all, "lacks-one": published.agreed_by_one,
    "public-all": published.public_over_all, "withdrawn-all": published.withdrawn_over_all,
}  # fmt: skip


def _account(about: str, session: Session, cast: Cast, now: datetime) -> AnnualAccount:
    """In a state; or signed, and then proposed for publishing or public; over one funder's grant, or over all."""
    if about in PUBLISHED:
        return session.get_one(AnnualAccount, PUBLISHED[about](session, cast, now).account_id)
    return factories.account(session, cast, now, state=State(about))


def _photo(session: Session, story: Story, clock: Clock, app: Flask) -> Photo:
    """In the version that stands."""
    version = factories.version_of(session, story, story.shared_number or 1)
    return factories.photo(session, app.extensions["files"], version, clock())


def _response(session: Session, cast: Cast, story: Story, clock: Clock) -> Response:
    return factories.response(session, story, cast.funder, cast.funder_party, clock())


def _composed(rule: str, session: Session, cast: Cast, now: datetime) -> dict[str, object]:
    """A story that the coordinator chose, that change, and the confirmation of an outcome of it."""
    if not {"<id:objective_id>", "<id:outcome_id>", "<id:confirmation_id>", "<id:change_id>"} & set(rule.split("/")):
        return {}
    chosen = factories.chosen(session, cast, factories.shared(session, cast, now, title=MARK), now)
    confirmation = factories.confirmation(session, cast, chosen.story_id, now)
    change = session.exec(select(AccountChange).where(AccountChange.story_id == chosen.story_id)).one()
    return {"<id:objective_id>": chosen.objective_id, "<id:told_id>": chosen.story_id,
            "<id:outcome_id>": confirmation.outcome_id, "<id:confirmation_id>": confirmation.id,
            "<id:change_id>": change.id}  # fmt: skip


def _draw(session: Session, cast: Cast, now: datetime) -> Draw:
    """The funder's, from the stories of the cast's grant: both its sides see it."""
    factories.shared(session, cast, now, text="Een uniek merkteken in de tekst.", title="Een uniek merkteken")
    return factories.draw(session, cast.funder, cast.funder_party, Sieve(grant=cast.grant.id), now)
