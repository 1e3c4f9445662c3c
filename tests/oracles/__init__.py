"""Second implementations, written from the specification alone, that the tests hold the real ones against."""
