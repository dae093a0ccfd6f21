"""Pages of the room `housing`."""
