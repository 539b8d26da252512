"""Flow models as bundles: the files a power runs by, hashed, stored byte for byte, and pinned by the cases begun under
them.
"""
