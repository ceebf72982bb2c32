"""Calls: whose number it is, and what a telephony system announces."""
