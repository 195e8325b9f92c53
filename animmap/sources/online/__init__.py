"""Open-data services: how they are asked, politely and bounded, and what they answer."""
