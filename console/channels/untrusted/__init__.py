"""What comes from strangers: looked at with limits, in a process of its own, and never carried out.

`process.BoundedWorker` is the door; `clean`, `images` and `names` hold the rules. No part of it opens a file, a
connection or another program, and none knows a credential.
"""
