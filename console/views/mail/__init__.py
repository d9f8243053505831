"""What a message from outside looks like: the only place where HTML of strangers meets a widget."""
