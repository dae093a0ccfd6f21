"""Pages of the room `employment`."""
