"""Settling: an account is offered, asked about, signed and sealed, and settled by the funder with its reasons."""
