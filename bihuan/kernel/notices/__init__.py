"""Notices: a sentence to a person about a subject; in the app, by e-mail and by webhook robots.

Owns notices with their read marks, channels beside the app, quiet hours, and the outbox of deliveries.
Promises that a notice stands in the app at once; that each is offered to each channel once; that a
failing channel is retried, shown, and holds up neither other channels nor the web.
Does not decide what is worth a notice: `occasions` words what `kernel.handlers` maps to it.
"""
