"""Reading mail: pure functions from bytes and text to what the channel works with."""
