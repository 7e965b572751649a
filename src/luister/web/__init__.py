"""The HTML edge: forms, views and templates. No business rules and no writes through the ORM."""
