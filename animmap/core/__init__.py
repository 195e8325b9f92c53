"""Pure domain: model, geometry, overlay, agreement. No file, network, clock or randomness."""
