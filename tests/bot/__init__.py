"""Tests of feedbot.bot."""
