"""Mail: read from bytes and containers, threaded, and told apart from what machines send.

`parse.parse_mail` and `containers.iter_mail` are the doors. Nothing here sends, stores or decides.
"""
