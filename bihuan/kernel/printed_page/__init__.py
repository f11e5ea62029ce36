"""A printed page, figure by figure, held against the ledgers.

Owns how a printed number and a computed one agree: rounded to what is printed, below the next step, at least.
Promises that what the page lost or what cannot be true is shown and never compared.
Does not find numbers in prose (`drafts`) and stores nothing.
"""
