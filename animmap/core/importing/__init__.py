"""What a person's file means: its header, its columns, its cells, its positions, its doubles.

Pure: the files are opened by ``sources``, the rows are kept by ``services.imports``.
"""
