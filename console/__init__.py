"""The program: store, channels, services, models and views. It applies an agreement only through `policy`."""
