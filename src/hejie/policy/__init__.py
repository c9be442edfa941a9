"""Packs: the rules of a marketplace as data, read from files, checked, and told to people.

`pack_file` reads one pack, `pack_check` proves its tables, `shipped` finds those that come with the
program, `page` prints one. `conditions` is the language in which their tables are written.
"""
