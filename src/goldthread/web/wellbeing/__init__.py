"""Pages of the room `wellbeing`."""
