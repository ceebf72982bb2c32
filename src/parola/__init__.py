"""Parola: a support desk that keeps its word, and proves that it did."""
