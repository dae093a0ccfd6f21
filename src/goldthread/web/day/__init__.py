"""Pages of the room `day`."""
