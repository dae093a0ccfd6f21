"""What pages share: the template environment and the words that templates may use."""
