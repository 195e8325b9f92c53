"""Files and open-data services turned into core objects and coded faults."""
