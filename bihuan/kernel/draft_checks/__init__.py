"""A draft's numbers against the ledgers.

Owns checks (who, when, what text by its digest, at which log position, each number's verdict) and the
phrases that writers taught. Promises one verdict a number, by the precedence of decision 25; that a
figure outside a viewer's scope neither supports nor contradicts; that a check's text is kept nowhere.
Does not find or read numbers: `bihuan.drafts` does.
"""
