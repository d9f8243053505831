"""The widget kit: painted parts and small widgets that screens are made of. It knows no ticket, no service, no query.

Everything is drawn from the look in force and follows it when it changes. Texts come from the caller.
"""
