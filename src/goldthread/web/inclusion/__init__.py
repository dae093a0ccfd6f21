"""Pages of the room `inclusion`."""
