"""Installs, starts, stops and watches over Haven on one machine, and on nothing else of that machine."""
