"""Tests of packs: reading, checking, and what the shipped ones say."""
