"""Documents as files: DOCX and PDF in the layout of GB/T 9704-2012, and sheets.

Owns: the layout, the libraries that write it, the proof that a file carries.
Promises: DOCX and PDF show the same lines; what a file shows can be read back.
Does not: decide what a document says.
"""
